"""Create an API key from the command line."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from core.access import Access
from core.errors import DomainError
from core.keys.services import ALL_SCOPES, create_personal_key, create_workspace_key
from core.mail import LONGEST_ADDRESS
from core.names import seen_name
from core.people.models import User
from core.people.services import find_or_make_user
from core.tenancy.scope import in_workspace
from core.workspaces.queries import user_access
from core.workspaces.services import create_workspace

LONGEST_KEY_NAME: Final = 80
LONGEST_WORKSPACE_NAME: Final = 120


class Command(BaseCommand):
    """Creates the person if missing; prints the key, and nothing else, to stdout."""

    help = "Create an API key: a person's own, or a workspace's with --workspace."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare whose key it is and what it may do."""
        parser.add_argument("--email", required=True, help="the person; created if missing")
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--workspace", metavar="SLUG", help="a workspace the person belongs to")
        where.add_argument(
            "--create-workspace",
            metavar="NAME",
            help="create this workspace first, owned by the person",
        )
        parser.add_argument("--scopes", default=",".join(ALL_SCOPES), help="default: %(default)s")
        parser.add_argument("--name", default="command line", help="what the key is for")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the key, or say why not and leave nothing behind."""
        name = _name(options["name"], most=LONGEST_KEY_NAME)
        try:
            with transaction.atomic():
                user = _person(options["email"])
                access = _access(user, slug=options["workspace"], name=options["create_workspace"])
                token = _key(user, access, name=name, scopes=_scopes(options["scopes"]))
        except DomainError as error:
            raise CommandError(error.detail) from error
        where = f"workspace {access.workspace.slug}" if access else "all their workspaces"
        self.stderr.write(f"A key for {user.email}, for {where}; it is shown only now:")
        self.stdout.write(token)


def _person(email: str) -> User:
    try:
        validate_email(email.strip())
    except ValidationError as error:
        raise CommandError(f"{email} is not an e-mail address.") from error
    if len(email.strip()) > LONGEST_ADDRESS:
        raise CommandError(f"An e-mail address has at most {LONGEST_ADDRESS} characters.")
    return find_or_make_user(email)


def _access(user: User, *, slug: str | None, name: str | None) -> Access | None:
    if name is not None:
        name = _name(name, most=LONGEST_WORKSPACE_NAME)
        slug = create_workspace(owner=user, name=name).slug
    if not slug:
        return None
    access = user_access(user, slug)
    if access is None:
        raise CommandError(
            f"{user.email} belongs to no workspace “{slug}”. Name another one, "
            "or create one with --create-workspace NAME."
        )
    return access


def _key(user: User, access: Access | None, *, name: str, scopes: list[str]) -> str:
    if access is None:
        return create_personal_key(user=user, name=name, scopes=scopes)[1]
    with in_workspace(access.workspace.pk):
        return create_workspace_key(access=access, name=name, scopes=scopes)[1]


def _name(text: str, *, most: int) -> str:
    try:
        name = seen_name(text)
    except ValueError as error:
        raise CommandError(f"A name {error}.") from error
    if len(name) > most:
        raise CommandError(f"The name “{name[:20]}…” is too long: at most {most} characters.")
    return name


def _scopes(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]

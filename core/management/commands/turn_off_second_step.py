"""Let a person who has lost their second step sign in again."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import NotFound
from core.people.second_step import turn_off_second_step


class Command(BaseCommand):
    """Deletes a person's authenticator app, passkeys and recovery codes; asks first."""

    help = "Turn a person's two-step sign-in off; their password then signs them in alone."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the person's address, and ``--yes``."""
        parser.add_argument("email", help="the address they sign in with")
        parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")

    def handle(self, *args: Any, **options: Any) -> None:
        """Turn it off, or say why not."""
        email = options["email"]
        if (
            not options["yes"]
            and input(f"Make sure that it is them. Type {email} to go on: ") != email
        ):
            raise CommandError("Nothing was changed.")
        try:
            types = turn_off_second_step(email)
        except NotFound as error:
            raise CommandError(error.detail) from error
        self.stdout.write(_told(email, types))


def _told(email: str, types: set[str]) -> str:
    if not types:
        return f"{email} had no second step. Nothing was changed."
    if types == {Authenticator.Type.RECOVERY_CODES}:
        return f"{email} had only recovery codes left, which are now deleted."
    return f"The password of {email} now signs them in alone."

"""Change what people say of themselves."""

from __future__ import annotations

from core.people.models import User


def rename_user(*, user: User, name: str) -> None:
    """Change the name that the others of a workspace see."""
    User.objects.filter(pk=user.pk).update(name=name)
    user.name = name


def find_or_make_user(email: str) -> User:
    """Return the person with that address, made without a password if there is none."""
    address = email.strip().lower()
    found = User.objects.filter(email=address).first()
    return found or User.objects.create_user(address)

"""Change what people say of themselves."""

from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

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


def forget_ended_sessions() -> None:
    """Delete the sessions that have run out; each would be kept for ever otherwise."""
    import_string(f"{settings.SESSION_ENGINE}.SessionStore").clear_expired()
    oldest = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    UserSession.objects.filter(last_seen_at__lt=oldest).delete()

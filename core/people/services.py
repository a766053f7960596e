"""Change people and their sessions."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from core.people.models import User

# Digits of the largest id; Python refuses to read numbers of thousands of digits.
LONGEST_ID: Final = 19


def rename_user(*, user: User, name: str) -> None:
    """Change the name that other members see."""
    User.objects.filter(pk=user.pk).update(name=name)
    user.name = name


def find_or_make_user(email: str) -> User:
    """Return the person with that address, created without a password if there is none."""
    address = email.strip().lower()
    found = User.objects.filter(email=address).first()
    return found or User.objects.create_user(address)


def end_session(*, user: User, session_id: str) -> bool:
    """End one of a person's sessions at once; return False if it is not theirs."""
    if not session_id.isdecimal() or len(session_id) > LONGEST_ID:
        return False
    session = UserSession.objects.filter(user=user, pk=int(session_id)).first()
    if session is None:
        return False
    session.end()
    return True


def forget_ended_sessions() -> None:
    """Delete expired sessions, which would otherwise be kept for ever."""
    import_string(f"{settings.SESSION_ENGINE}.SessionStore").clear_expired()
    oldest = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    UserSession.objects.filter(last_seen_at__lt=oldest).delete()

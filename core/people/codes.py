"""Codes of an authenticator app: each may be used once."""

from __future__ import annotations

from typing import Final

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from django.core.cache import cache

from core.people.models import User
from core.secrets import digest

NAME: Final = "people:code"


def use_once(user: User, code: str) -> bool:
    """Mark a valid code as used; return False if it already was (RFC 6238, 5.2).

    It is remembered for as long as it stays valid: one time step of thirty seconds, and the steps
    before and after it that the tolerance allows.
    """
    steps = 2 * app_settings.TOTP_TOLERANCE + 1
    key = f"{NAME}:{user.pk}:{digest(normalize_user_code(code))}"
    return bool(cache.add(key, "used", timeout=steps * app_settings.TOTP_PERIOD))

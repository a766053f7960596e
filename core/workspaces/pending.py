"""An invitation that waits while its reader signs up or signs in."""

from __future__ import annotations

from base64 import b64decode, b64encode

from django.http import HttpRequest

from core.secrets import Unsealable, decrypt, encrypt

NAME = "invitation"


def remember(request: HttpRequest, token: str) -> None:
    """Keep the invitation's token in the session; sealed, because sessions lie in the database."""
    request.session[NAME] = b64encode(encrypt(token, context=NAME)).decode()


def remembered(request: HttpRequest) -> str | None:
    """Return the token of the invitation that waits, if one does."""
    try:
        return decrypt(b64decode(request.session[NAME]), context=NAME)
    except (KeyError, ValueError, Unsealable):
        return None


def forget(request: HttpRequest) -> None:
    """Let go of the invitation that waited."""
    request.session.pop(NAME, None)

"""An invitation that waits while the invited person signs up or in."""

from __future__ import annotations

from base64 import b64decode, b64encode

from django.http import HttpRequest

from core.secrets import Unsealable, decrypt, encrypt

NAME = "invitation"


def remember(request: HttpRequest, token: str) -> None:
    """Keep the token in the session; sealed, because sessions are stored in the database."""
    request.session[NAME] = b64encode(encrypt(token, context=NAME)).decode()


def remembered(request: HttpRequest) -> str | None:
    """Return the token of the waiting invitation, if there is one."""
    try:
        return decrypt(b64decode(request.session[NAME]), context=NAME)
    except (KeyError, ValueError, Unsealable):
        return None


def forget(request: HttpRequest) -> None:
    """Forget the waiting invitation."""
    request.session.pop(NAME, None)

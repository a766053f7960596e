"""A person with an authenticator app, as tests see them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

PASSWORD = "correct horse battery"
LOGIN, SECOND = "/accounts/login/", "/accounts/2fa/authenticate/"
REAUTHENTICATE = "/accounts/reauthenticate/"
SET_UP, TURN_OFF = "/accounts/2fa/totp/activate/", "/accounts/2fa/totp/deactivate/"
CODES, NEW_CODES = "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/"
DOWNLOAD = "/accounts/2fa/recovery-codes/download/"
WRONG = "That code is not right, or was already used."
SECRET = base64.b32encode(b"twenty bytes of key!").decode()


def code_of(secret, at=None):
    """Return the code an app shows for a secret (RFC 6238), computed independently of the site."""
    step = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    mac = hmac.new(base64.b32decode(secret.replace(" ", "")), step, hashlib.sha1).digest()
    start = mac[-1] & 15
    number = struct.unpack(">I", mac[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


def set_up(user):
    """Set up an app with ``SECRET`` for somebody, and return their recovery codes."""
    TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).get_unused_codes()


def first_step(client, user, *, page=LOGIN):
    """Submit address and password."""
    return client.post(page, {"login": user.email, "password": PASSWORD})


def second_step(client, code):
    """Submit a code, and return the response."""
    return client.post(SECOND, {"code": code}, follow=True)


def signed_in(client):
    """Return whether the client is signed in, judged by a page that requires it."""
    return client.get("/account/").status_code == 200


def prove(client, page):
    """Submit the password once more, on the way to a page."""
    answer = client.post(REAUTHENTICATE, {"password": PASSWORD, "next": page})
    assert answer.url == page


def words(answer):
    """Return a page's text without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def kinds(user):
    """Return the kinds of second step that somebody has."""
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))

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
SECRET = base64.b32encode(b"twenty bytes of key!").decode()


def code_of(secret, at=None):
    """Return what an app shows for a secret (RFC 6238), worked out apart from the site's code."""
    step = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    mac = hmac.new(base64.b32decode(secret.replace(" ", "")), step, hashlib.sha1).digest()
    start = mac[-1] & 15
    number = struct.unpack(">I", mac[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


def set_up(user):
    """Give somebody an app with ``SECRET``, and return their recovery codes."""
    TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).get_unused_codes()


def first_step(client, user, *, page=LOGIN):
    """Give address and password."""
    return client.post(page, {"login": user.email, "password": PASSWORD})


def second_step(client, code):
    """Give a code, and return what the next page is."""
    return client.post(SECOND, {"code": code}, follow=True)


def signed_in(client):
    """Return whether the client is somebody, as a page of their own would find."""
    return client.get("/account/").status_code == 200


def prove(client, page):
    """Give the password once more, on the way to a page."""
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": page})
    assert answer.url == page


def words(answer):
    """Return what a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def kinds(user):
    """Return what somebody has for a second step."""
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))

"""Seal secrets at rest: AES-256-GCM, bound to the place where they are stored."""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


class Unsealable(Exception):
    """A sealed secret cannot be opened: it is another row's or another instance's, or damaged."""


def encrypt(text: str, *, context: str) -> bytes:
    """Return ``text`` sealed so that only :func:`decrypt` with the same ``context`` opens it.

    The context, such as ``"<workspace>:<row>"``, is authenticated (RFC 5116): a ciphertext copied
    to another row does not open there.
    """
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_sealing_key()).encrypt(nonce, text.encode(), context.encode())


def decrypt(token: bytes, *, context: str) -> str:
    """Return the text that :func:`encrypt` sealed; raise :class:`Unsealable` if it cannot."""
    sealed = bytes(token)
    try:
        plain = AESGCM(_sealing_key()).decrypt(
            sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode()
        )
    except (InvalidTag, ValueError) as error:
        raise Unsealable("The secret was sealed for another place or with another key.") from error
    return plain.decode()


def digest(token: str) -> str:
    """Return a credential's SHA-256 in hex, which is all that is stored of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _sealing_key() -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), b"vitrine.secrets.v1", "sha256")

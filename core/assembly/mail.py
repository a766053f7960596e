"""Parse the mail server that VITRINE_EMAIL_URL names."""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

PLAIN, SEALED = "smtp", "smtps"
PORTS: Final = {PLAIN: 587, SEALED: 465}
# Only these spellings: a misspelt request for encryption would send the password in the clear.
STARTTLS: Final = {"": False, "tls=0": False, "tls=1": True}


class MailServer(NamedTuple):
    """A mail server: encrypted from the first byte (``ssl``), or from STARTTLS on (``tls``)."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    ssl: bool


def mail_server(url: str) -> MailServer | None:
    """Return the server of ``smtp://user:password@host:587?tls=1`` or ``smtps://…``.

    User and password may be percent-encoded. Returns None for an empty address; raises
    ``ValueError`` for one that names no mail server.
    """
    if not url:
        return None
    parts = urlsplit(url)
    asked = STARTTLS.get(parts.query)
    if parts.scheme not in PORTS or not parts.hostname or asked is None:
        raise ValueError("must be smtp://user:password@host:587?tls=1, or smtps://… on port 465")
    return MailServer(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=parts.scheme == PLAIN and asked,
        ssl=parts.scheme == SEALED,
    )

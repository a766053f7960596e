"""E-mails: sender, recipients, date and subject, the text, and the names of attachments."""

from __future__ import annotations

from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from projects.parsing.charset import decode
from projects.parsing.cleaning import clean, one_line
from projects.parsing.errors import Unreadable
from projects.parsing.flow import Piece
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.html import html_pieces, parse_tree
from projects.parsing.formats.text import text_pieces

FIELDS = ("From", "To", "Cc", "Date")
DEEPEST = 4
LOCKED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted")


def parse(source: Source) -> Draft:
    """Read a message."""
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(source.path.read_bytes())
    if message.get_content_type() in LOCKED and message.get_param("smime-type") != "signed-data":
        raise Unreadable("encrypted")
    return source.flow(_mail_pieces(message), title=field_of(message, "Subject"))


def _mail_pieces(message: EmailMessage, *, depth: int = 1) -> Iterator[Piece]:
    yield Piece("heading", field_of(message, "Subject"), depth)
    fields = [(name, field_of(message, name)) for name in FIELDS]
    yield Piece("paragraph", "\n".join(f"{name}: {value}" for name, value in fields if value))
    yield from _body_pieces(message, below=depth)
    parts = list(_own_parts(message))
    names = [one_line(part.get_filename("")) for part in parts if part.get_filename()]
    if names:
        yield Piece("list", "\n".join(f"- Attachment: {name}" for name in names))
    if depth < DEEPEST:
        for forwarded in _forwarded(parts):
            yield from _mail_pieces(forwarded, depth=depth + 1)


def _own_parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield a message and its parts, without the parts of messages attached to it."""
    yield message
    payload = message.get_payload()
    if isinstance(payload, list) and message.get_content_type() != "message/rfc822":
        for part in payload:
            if isinstance(part, EmailMessage):
                yield from _own_parts(part)


def _forwarded(parts: list[EmailMessage]) -> Iterator[EmailMessage]:
    for part in parts:
        payload = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(payload, list):
            yield from (inner for inner in payload if isinstance(inner, EmailMessage))


def field_of(message: EmailMessage, name: str) -> str:
    """Return a header as text; a malformed one counts as missing."""
    try:
        return one_line(str(message.get(name, "")))
    except (ValueError, IndexError, AttributeError, TypeError, KeyError):
        return ""


def _body_pieces(message: EmailMessage, *, below: int) -> Iterator[Piece]:
    try:
        body = message.get_body(preferencelist=("plain", "html"))
    except (ValueError, KeyError, AttributeError):
        body = None
    part = body if isinstance(body, EmailMessage) else message
    text = decode(_payload_of(part), declared=part.get_content_charset("") or "")
    if part.get_content_subtype() == "html":
        yield from html_pieces(parse_tree(text))
    elif part.get_content_maintype() == "text":
        yield from text_pieces(clean(text), below=below)


def _payload_of(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""

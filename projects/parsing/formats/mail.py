"""E-mails: sender, recipients, date and subject, the text, and the names of attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import PurePath

from projects.parsing.charset import decode
from projects.parsing.cleaning import clean, clean_but_tabs, one_line
from projects.parsing.errors import Unreadable
from projects.parsing.flow import Piece
from projects.parsing.formats.data import grouped
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.html import html_pieces, parse_tree
from projects.parsing.formats.text import text_pieces

FIELDS = ("From", "To", "Cc", "Date")
DEEPEST = 4
DEEPEST_HEADING = 6
LINEWISE = ("calendar", "csv")
# Not after a signature's “-- ”, nor between a quotation and what is said about it.
SOFT_BREAK = re.compile(r"(?<!^--) \r?\n(?!>)", re.MULTILINE)
MAILBOX = b"From "
ENVELOPE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]*\r?\n(?=[A-Za-z-]+:)")
LOCKED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted")


def parse(source: Source) -> Draft:
    """Read a message, or all of a mailbox in the mbox format."""
    first, *others = messages_in(source.path.read_bytes())
    if others:
        pieces = (piece for each in (first, *others) for piece in _mail_pieces(_message(each)))
        return source.flow(pieces, title=PurePath(source.filename).stem)
    message = _message(first)
    if message.get_content_type() in LOCKED and message.get_param("smime-type") != "signed-data":
        raise Unreadable("encrypted")
    return source.flow(_mail_pieces(message), title=field_of(message, "Subject"))


def messages_in(data: bytes) -> list[bytes]:
    """Return the messages of a mailbox (RFC 4155), or the one that the data are."""
    if not data.startswith(MAILBOX):
        return [data]
    return [part for part in ENVELOPE.split(data) if part.strip()] or [data]


def _message(data: bytes) -> EmailMessage:
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(data)


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
        bodies = list(_bodies(message))
    except (ValueError, KeyError, AttributeError, TypeError, IndexError):  # a malformed header
        bodies = []
    for part in bodies:
        text = decode(_payload_of(part), declared=part.get_content_charset("") or "")
        kind = part.get_content_subtype()
        if kind == "html":
            yield from _lowered(html_pieces(parse_tree(text)), below=below)
        elif kind in LINEWISE:
            yield from grouped(clean(line).rstrip() for line in text.splitlines())
        else:
            yield from text_pieces(clean_but_tabs(_unflowed(text, part)), below=below)


def _bodies(part: EmailMessage) -> Iterator[EmailMessage]:
    """Yield what a mail program shows of a message, in order: of alternatives the plainest."""
    payload, kind = part.get_payload(), part.get_content_type()
    if isinstance(payload, list):
        inner = [each for each in payload if isinstance(each, EmailMessage)]
        if kind == "multipart/alternative":
            shown = [bodies for each in inner if (bodies := list(_bodies(each)))]
            yield from min(shown, key=_rank, default=[])
        elif part.get_content_maintype() == "multipart":
            yield from (body for each in inner for body in _bodies(each))
    elif _is_shown(part) and _payload_of(part).strip():
        yield part


def _is_shown(part: EmailMessage) -> bool:
    attached = part.get_content_disposition() == "attachment" or part.get_filename()
    return part.get_content_maintype() == "text" and not attached


def _rank(bodies: list[EmailMessage]) -> int:
    kinds = ("plain", "html")
    return min(
        kinds.index(kind) if (kind := body.get_content_subtype()) in kinds else len(kinds)
        for body in bodies
    )


def _lowered(pieces: Iterator[Piece], *, below: int) -> Iterator[Piece]:
    """Yield pieces with their headings under that of the message."""
    for piece in pieces:
        yield replace(piece, level=piece.level and min(piece.level + below, DEEPEST_HEADING))


def _unflowed(text: str, part: EmailMessage) -> str:
    """Join lines that a mail program wrapped and marked as such (RFC 3676, format=flowed)."""
    if part.get_param("format") != "flowed":
        return text
    space = "" if str(part.get_param("delsp")).lower() == "yes" else " "
    return SOFT_BREAK.sub(space, text)


def _payload_of(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""

"""What to call a fetched file: a plain name, whatever the server says."""

from __future__ import annotations

import mimetypes
import re
from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import unquote

from core.outbound.targets import Target

UNWANTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff<>:\"|?*]")
LONGEST = 150


def filename_of(headers: Message, *, target: Target, content_type: str) -> str:
    """Return a name without folders, with an extension for ``content_type`` if it had none."""
    named = _plain(_told(headers)) or _plain(unquote(target.path.partition("?")[0]))
    name = named or target.host
    has_ending = bool(named) and re.fullmatch(r"\.[A-Za-z0-9]{1,8}", PurePosixPath(name).suffix)
    return name if has_ending else name + (mimetypes.guess_extension(content_type) or "")


def _told(headers: Message) -> str:
    """Return the name the server gives; empty for the malformed ones that Python raises on."""
    try:
        return headers.get_filename() or ""
    except (TypeError, ValueError):
        return ""


def _plain(name: str) -> str:
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    cleaned = UNWANTED.sub("", last).strip(" .")
    stem, suffix = PurePosixPath(cleaned).stem, PurePosixPath(cleaned).suffix
    return f"{stem[:LONGEST]}{suffix[:16]}" if cleaned else ""

"""Names of documents as their owners wrote them, without what no database or header can carry."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

LONGEST_TITLE: Final = 300
LONGEST_FILENAME: Final = 255
# Invisible, but part of how Persian, Hindi and many emoji are written.
JOINERS: Final = "\u200c\u200d"


def clean(text: str) -> str:
    """Return ``text`` on one line, without control characters, overrides and half surrogates."""
    encodable = text.encode("utf-8", "ignore").decode()
    line = " ".join(encodable.split())
    return "".join(letter for letter in line if letter.isprintable() or letter in JOINERS).strip()


def clean_filename(name: str) -> str:
    """Return the last part of a path of any system, short enough, its ending kept."""
    path = PurePath(clean(name.replace("\\", "/"))).name
    if not path.strip(". "):
        return "document"
    if len(path) <= LONGEST_FILENAME:
        return path
    ending = PurePath(path).suffix[:20]
    return path[: LONGEST_FILENAME - len(ending)] + ending


def clean_title(title: str) -> str:
    """Return a title that fits; empty when nothing readable is left."""
    return clean(title)[:LONGEST_TITLE]

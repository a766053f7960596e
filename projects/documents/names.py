"""Titles and file names as given, minus what a database or an HTTP header cannot hold."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from core.names import is_seen, one_line

LONGEST_TITLE: Final = 300
LONGEST_FILENAME: Final = 255


def clean_filename(name: str) -> str:
    """Return the file name in a Unix or Windows path, cut to 255 characters but with its suffix."""
    path = PurePath(one_line(name.replace("\\", "/"))).name
    if not path.strip(". "):
        return "document"
    if len(path) <= LONGEST_FILENAME:
        return path
    ending = PurePath(path).suffix[:20]
    return path[: LONGEST_FILENAME - len(ending)] + ending


def clean_title(title: str) -> str:
    """Return the title on one line, cut to 300 characters; empty if nothing can be seen of it."""
    line = one_line(title)[:LONGEST_TITLE]
    return line if is_seen(line) else ""

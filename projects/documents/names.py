"""Names of documents as their owners wrote them, without what no database or header can carry."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from core.names import one_line

LONGEST_TITLE: Final = 300
LONGEST_FILENAME: Final = 255


def clean_filename(name: str) -> str:
    """Return the last part of a path of any system, short enough, its ending kept."""
    path = PurePath(one_line(name.replace("\\", "/"))).name
    if not path.strip(". "):
        return "document"
    if len(path) <= LONGEST_FILENAME:
        return path
    ending = PurePath(path).suffix[:20]
    return path[: LONGEST_FILENAME - len(ending)] + ending


def clean_title(title: str) -> str:
    """Return a title that fits; empty when nothing readable is left."""
    return one_line(title)[:LONGEST_TITLE]

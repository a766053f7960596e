"""Paragraphs with the numbers and dashes of their lists, and the lists that they make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import dedent
from typing import Final

from projects.parsing.cleaning import one_line
from projects.parsing.flow import Piece
from projects.parsing.formats.counting import BULLET

# Other marks, such as “Article 4”, open paragraphs.
LIST_MARK: Final = re.compile(
    r"-|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{2,5})[.)]|\d{1,3}(?:\.\d{1,3})+", re.IGNORECASE
)


def with_lists(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield blocks in order, with the lines of one list joined."""
    lines: list[str] = []
    for piece in pieces:
        if piece.kind == "list":
            lines.append(piece.text)
            continue
        yield from _list_piece(lines)
        lines = []
        yield piece
    yield from _list_piece(lines)


def _list_piece(lines: list[str]) -> Iterator[Piece]:
    if lines:
        yield Piece("list", dedent("\n".join(lines)))


def marked(text: str, mark: str, *, depth: int, level: int = 0) -> Piece:
    """Return a paragraph behind its mark: a heading of ``level``, a line of a list, or neither."""
    if level:
        return Piece("heading", one_line(numbered(text, mark)), level)
    if LIST_MARK.fullmatch(mark):
        return Piece("list", f"{'  ' * depth}{mark} {one_line(text)}")
    return Piece("paragraph", f"{mark} {text}" if mark else text)


def numbered(text: str, mark: str) -> str:
    """Return a heading's or a cell's text behind its number; bullets tell nothing there."""
    return f"{mark} {text}" if mark and mark != BULLET else text

"""Pages written from top to bottom and right to left, as in Japanese, laid across like others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from projects.parsing.formats.pdf.lines import Line

FEWEST_LETTERS: Final = 3
TALLER: Final = 2.0


def is_vertical(lines: Sequence[Line]) -> bool:
    """Return whether most of what is written on a page stands in lines from top to bottom."""
    letters = sum(len(line.text) for line in lines)
    return 2 * sum(len(line.text) for line in lines if _stands(line)) > letters > 0


def _stands(line: Line) -> bool:
    tall = line.top - line.bottom > TALLER * (line.right - line.left)
    return tall and len(line.text) >= FEWEST_LETTERS


def laid_across(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with the page turned so that they run from left to right, downwards."""
    return [
        replace(line, left=-line.top, right=-line.bottom, bottom=line.left, top=line.right, gaps=())
        for line in lines
    ]

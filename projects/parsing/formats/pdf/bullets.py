"""List marks in PDFs, which are often separate texts, a wide gap before their item."""

from __future__ import annotations

from dataclasses import replace

from projects.parsing.formats.pdf.lines import Line

MARKS = frozenset("•‣▪■●○◦□▫➢➤➔✓✔–—*·\uf0b7\uf0a7\uf0d8")
SAME_ROW = 0.6
WIDEST_GAP = 4


def with_their_marks(lines: list[Line]) -> list[Line]:
    """Return the lines with each lone list mark joined to the text beside it."""
    marks = [line for line in lines if line.text.strip() in MARKS and not line.turned]
    taken: dict[int, Line] = {}
    for mark in marks:
        item = _item_of(mark, lines)
        if item is not None:
            taken[id(item)] = mark
    used = {id(mark) for mark in taken.values()}
    return [
        _marked(line, taken[id(line)]) if id(line) in taken else line
        for line in lines
        if id(line) not in used
    ]


def _item_of(mark: Line, lines: list[Line]) -> Line | None:
    beside = [
        line
        for line in lines
        if line is not mark
        and 0 <= line.left - mark.right <= line.size * WIDEST_GAP
        and abs(line.middle - mark.middle) < line.size * SAME_ROW
        and line.text.strip() not in MARKS
    ]
    return min(beside, key=lambda line: line.left, default=None)


def _marked(line: Line, mark: Line) -> Line:
    return replace(line, text=f"• {line.text}", left=mark.left, gaps=())

"""Split cells that nearly touch, where the rows around them show that a column begins.

The longest cell of a column leaves no wide gap before the next column.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from projects.parsing.formats.pdf.grid import ROW_GAP, Row, rows_of, step_down
from projects.parsing.formats.pdf.lines import Gap, Line

REACH = 6
# A row split in the first pass is evidence for others in the second.
PASSES = 2
EDGE = 0.2
FEWEST_WIDE = 2
WIDER = 3
FEWEST_IN_ALL = 3


def with_narrow_cells(lines: list[Line]) -> list[Line]:
    """Return the lines, split at gaps where the cells of nearby rows begin or end.

    Prose has no such gaps.
    """
    for _ in range(PASSES):
        parted = _once(lines)
        if len(parted) == len(lines):
            break
        lines = parted
    return lines


def _once(lines: list[Line]) -> list[Line]:
    if not any(line.gaps for line in lines):
        return lines
    rows = rows_of(lines)
    parted: dict[int, list[Line]] = {}
    for at, row in enumerate(rows):
        for line in [line for line in row if line.gaps]:
            above = rows[max(0, at - REACH) : at + 1][::-1]
            near = [*_close(above), *_close(rows[at : at + REACH + 1])]
            if len(row) > 1:  # a table row already: prose above and below is no evidence about it
                near = [other for other in near if len(other) > 1 or other[0].gaps]
            gaps = [gap for gap in line.gaps if _is_edge(line, gap, near)]
            if gaps:
                parted[id(line)] = _parts(line, gaps)
    return [part for line in lines for part in parted.get(id(line), [line])]


def _close(rows: list[Row]) -> list[Row]:
    """Return the rows after the first, up to the first wide step."""
    for count, (one, other) in enumerate(pairwise(rows)):
        if abs(step_down(one, other)) >= ROW_GAP:
            return rows[1 : count + 1]
    return rows[1:]


def _is_edge(line: Line, gap: Gap, near: list[Row]) -> bool:
    """Whether enough nearby rows have a cell that begins or ends like the text after the gap."""
    slack = line.size * EDGE
    ends = min((other.left for other in line.gaps if other.left > gap.right), default=line.right)
    wide = narrow = crossed = 0
    for row in near:
        if any(_is_like(cell, gap, ends, slack) for cell in row[1:]):
            wide += 1
        elif any(abs(other.right - gap.right) < slack for cell in row for other in cell.gaps):
            narrow += 1
        elif any(cell.left < gap.left - slack and cell.right > gap.right + slack for cell in row):
            crossed += 1
    supported = wide >= FEWEST_WIDE or (wide > 0 and wide + narrow >= FEWEST_IN_ALL)
    return supported and wide + narrow > crossed


def _is_like(cell: Line, gap: Gap, ends: float, slack: float) -> bool:
    """Whether a cell shares the left edge of the text after the gap, or only its right edge."""
    if abs(cell.left - gap.right) < slack:
        return True
    ends_alike = abs(cell.right - ends) < slack and cell.left > gap.left - slack
    # A page number at the end of a line is no evidence about prose that ends there too.
    return ends_alike and ends - gap.right < (cell.right - cell.left) * WIDER


def _parts(line: Line, gaps: list[Gap]) -> list[Line]:
    words = line.text.split()
    firsts = [0, *(gap.words for gap in gaps)]
    lasts = [*(gap.words for gap in gaps), len(words)]
    lefts = [line.left, *(gap.right for gap in gaps)]
    rights = [*(gap.left for gap in gaps), line.right]
    return [
        replace(line, text=" ".join(words[first:last]), left=left, right=right, gaps=())
        for first, last, left, right in zip(firsts, lasts, lefts, rights, strict=True)
    ]

"""Tables in plain texts that only white space marks: tabs, or columns set one below the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from projects.parsing.formats.ruled import COLUMNS, Stretch
from projects.parsing.tables import pipe_table

CELL: Final = re.compile(r"\S+(?: \S+)*")
FEWEST_ROWS: Final = 3
FEWEST_TABBED: Final = 2
# Without a rule, two columns may as well be two texts side by side.
FEWEST_COLUMNS: Final = 3
FEWEST_RULED: Final = 2
LONGEST_CELL: Final = 40


@dataclass(frozen=True)
class _Cell:
    text: str
    start: int
    end: int


def set_apart(lines: Sequence[str]) -> Iterator[Stretch]:
    """Yield the lines of a block, and those among them that have the same columns as tables."""
    ruled = any(map(COLUMNS.fullmatch, lines))
    kept = [line for line in lines if not COLUMNS.fullmatch(line)]
    rest: list[str] = []
    for _, run in groupby(kept, key=_width):
        some = list(run)
        if table := _table(some, fewest=FEWEST_RULED if ruled else FEWEST_COLUMNS):
            if rest:
                yield Stretch(rest)
            yield Stretch(some, table)
            rest = []
        else:
            rest += some
    if rest:
        yield Stretch(rest)


def _width(line: str) -> int:
    """Return how many cells a line has, below nothing if tabs separate them."""
    tabs = line.strip().count("\t")
    return -tabs if tabs else len(CELL.findall(line))


def _table(lines: Sequence[str], *, fewest: int) -> str:
    rows = _tabbed(lines) or _set_below(lines, fewest=fewest)
    return pipe_table(rows, headed=None) if rows else ""


def _tabbed(lines: Sequence[str]) -> list[list[str]]:
    if len(lines) < FEWEST_TABBED or "\t" not in lines[0].strip():
        return []
    rows = [[cell.strip() for cell in line.strip().split("\t")] for line in lines]
    return rows if all(row[0] for row in rows) else []


def _set_below(lines: Sequence[str], *, fewest: int) -> list[list[str]]:
    rows = [list(_cells(line)) for line in lines]
    if len(rows) < FEWEST_ROWS or len(rows[0]) < fewest:
        return []
    short = all(len(cell.text) <= LONGEST_CELL for row in rows for cell in row)
    even = all(_is_even(column) for column in zip(*rows, strict=True))
    return [[cell.text for cell in row] for row in rows] if short and even else []


def _cells(line: str) -> Iterator[_Cell]:
    """Yield the parts of a line that two spaces or more separate."""
    for found in CELL.finditer(line):
        yield _Cell(found[0], found.start(), found.end())


def _is_even(column: Sequence[_Cell]) -> bool:
    """Tell whether cells begin or end below each other, at least those below the first."""
    return any(
        len({place(cell) for cell in cells}) == 1
        for cells in (column, column[1:] or column)
        if len(cells) >= FEWEST_ROWS
        for place in (_start, _end)
    )


def _start(cell: _Cell) -> int:
    return cell.start


def _end(cell: _Cell) -> int:
    return cell.end

"""Tables in PDFs: rows of short texts whose edges line up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from projects.parsing.cleaning import without_leaders
from projects.parsing.formats.pdf.lines import Line
from projects.parsing.tables import pipe_table

FEWEST_ROWS = 3
PROSE_CELL = 32
MOST_PROSE = 0.25
ALIGNED = 0.8
ROW_GAP = 2.6
AIRY_GAP = 4.5
LINE_STEP = 1.45
PROSE_WORDS = 2.5
CLOSER = 0.85
FEWEST_CELLS = 2
SUPPORT = 0.5
SAME_ROW = 0.5
TINY_CELL = 14
MOST_SCRAPS = 0.5
EVEN = 0.6
EVEN_COLUMNS = 3
NEXT_CELL = 4
MOST_COLUMNS = 30


@dataclass(frozen=True)
class Table:
    """A table's lines, and its text as pipe rows."""

    lines: list[Line]
    text: str


Row = list[Line]


def find_tables(lines: list[Line]) -> list[Table]:
    """Return the tables of a page; columns of prose are not tables."""
    tables = []
    for rows in runs_of_rows(rows_of(lines)):
        if _is_table(rows):
            tables.append(Table([line for row in rows for line in row], _render(rows)))
    return tables


def rows_of(lines: list[Line]) -> list[Row]:
    """Group lines that are side by side into rows, top down and left to right."""
    rows: list[Row] = []
    for line in sorted(lines, key=lambda line: -line.middle):
        if (
            rows
            and abs(rows[-1][0].middle - line.middle) < min(rows[-1][0].size, line.size) * SUPPORT
        ):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def runs_of_rows(rows: list[Row]) -> list[list[Row]]:
    """Return runs of rows with several cells; a lone cell in between may be a wrapped one."""
    runs: list[list[Row]] = []
    current: list[Row] = []
    several: Row = []  # the last row of the run that has several cells
    for row in rows:
        if current and not _follows(current[-1], several, row):
            runs.append(current)
            current = []
        if current or len(row) > 1:
            current.append(row)
            several = row if len(row) > 1 else several
    runs.append(current)
    return [_trimmed(run) for run in runs if run]


def _follows(last: Row, several: Row, row: Row) -> bool:
    if len(row) > 1:
        if _is_like(several, row) and step_down(last, row) < AIRY_GAP:
            return True
        return step_down(last, row) < ROW_GAP and max(
            shared_edges(several, row), shared_edges(last, row)
        ) > 0  # fmt: skip
    return _is_wrapped(several, row) and step_down(last, row) < (
        ROW_GAP if len(last) > 1 else LINE_STEP
    )


def _is_like(above: Row, row: Row) -> bool:
    """Whether a row has as many cells as the one above, three or more, all aligned with it."""
    alike = len(row) == len(above) == shared_edges(above, row)
    return alike and len(row) >= EVEN_COLUMNS and is_written_across(row)


def _is_wrapped(above: Row, row: Row) -> bool:
    """Whether a lone cell continues a cell above it, not the first, and stays within its column."""
    if len(above) < FEWEST_CELLS or row[0].left <= above[0].left + above[0].size:
        return False
    beyond = [cell.left for cell in above if cell.left > row[0].left + row[0].size]
    return row[0].right < min(beyond, default=inf) and shared_edges(above, row) > 0


def step_down(above: Row, row: Row) -> float:
    """Return the distance between two rows, in the larger of their type sizes."""
    return (above[0].middle - row[0].middle) / max(above[0].size, row[0].size)


def _trimmed(run: list[Row]) -> list[Row]:
    """Drop lone cells at the end of a run, unless they are as close as wrapped lines."""
    end = len(run)
    while end and len(run[end - 1]) < FEWEST_CELLS:
        end -= 1
    while 0 < end < len(run) and step_down(run[end - 1], run[end]) < LINE_STEP:
        end += 1
    return run[:end]


def shared_edges(one: Row, other: Row) -> int:
    """Count cells of ``other`` aligned with one of ``one`` by left edge, right edge or middle."""
    return sum(any(_aligned(above, cell) for above in one) for cell in other)


def _aligned(above: Line, cell: Line) -> bool:
    slack = max(above.size, cell.size) * ALIGNED
    centres = abs((above.left + above.right) - (cell.left + cell.right)) / 2
    return min(abs(above.left - cell.left), abs(above.right - cell.right), centres) < slack


def _is_table(rows: list[Row]) -> bool:
    full = [row for row in rows if len(row) > 1]
    cells = [cell for row in full for cell in row]
    if len(full) < FEWEST_ROWS or max(len(row) for row in full) > MOST_COLUMNS:
        return False
    if _share(is_prose(row) for row in full) > MOST_PROSE:
        return is_keyed(rows) or is_listed(full)
    if _share(is_scrap(cell.text) for cell in cells) > MOST_SCRAPS:
        return False
    if is_even(full):
        return not reads_down(full)
    if any(is_long_and_apart(row) for row in full):
        return False
    mean = sum(len(cell.text) for cell in cells) / len(cells)
    return mean < TINY_CELL or (
        mean < PROSE_CELL * 2 and _share(map(is_written_across, full)) > SUPPORT
    )


def is_even(full: list[Row]) -> bool:
    """Whether most rows have the same number of cells, three or more, in any order of writing."""
    widest = max(len(row) for row in full)
    alike = [row for row in full if len(row) == widest]
    return widest >= EVEN_COLUMNS and len(alike) >= max(FEWEST_ROWS, len(full) * EVEN)


def is_keyed(rows: list[Row]) -> bool:
    """Whether rows open with short keys, and their wrapped lines are closer than the rows.

    Tables of requirements or duties look like this; columns of prose have neither keys nor gaps.
    """
    edges = column_edges(rows)
    opening = [row for row in rows if _column_of(row[0], edges) == 0]
    if len(edges) < EVEN_COLUMNS or len(opening) < FEWEST_ROWS:
        return False
    short = all(len(row[0].text) <= TINY_CELL for row in opening)
    wrapped = len(wrapped_rows(rows, edges)) > 0 and len(opening) < len(rows)
    return short and wrapped and _share(map(is_written_across, opening)) > SUPPORT


def is_listed(full: list[Row]) -> bool:
    """Whether all rows have the same number of cells, three or more, a short one first, in turn.

    Tables of events and consequences look like this; columns of prose are written one by one.
    """
    width = len(full[0])
    return width >= EVEN_COLUMNS and all(
        len(row) == width and len(row[0].text) <= PROSE_CELL and is_written_across(row)
        for row in full
    )


def reads_down(full: list[Row]) -> bool:
    """Whether these are columns of prose: cells of several words, written column by column."""
    words = [len(cell.text.split()) for row in full for cell in row]
    apart = _share(not is_written_across(row) for row in full)
    return sum(words) / len(words) >= PROSE_WORDS and apart > SUPPORT


def is_long_and_apart(row: Row) -> bool:
    """Whether a long line only happens to be beside text from elsewhere in the file."""
    return not is_written_across(row) and any(len(cell.text) > PROSE_CELL for cell in row)


def _share(votes: Iterable[bool]) -> float:
    counted = list(votes)
    return sum(counted) / len(counted)


def is_scrap(text: str) -> bool:
    """Whether a cell is a single sign, as in a formula."""
    return len(text) == 1 and not text.isdigit()


def is_written_across(row: Row) -> bool:
    """Whether the file has this row's cells one after another; prose comes column by column."""
    steps = [abs(right.place - left.place) for left, right in pairwise(row)]
    return max(steps) <= NEXT_CELL


def is_prose(row: Row) -> bool:
    """Whether at least two cells are as long as a column's lines."""
    return sum(len(cell.text) > PROSE_CELL for cell in row) > 1


def _render(rows: list[Row]) -> str:
    edges = column_edges(rows)
    table: list[list[str]] = []
    wrapped = wrapped_rows(rows, edges)
    for place_in_table, row in enumerate(rows):
        cells = [""] * len(edges)
        for cell in row:
            place = _column_of(cell, edges)
            cells[place] = f"{cells[place]} {without_leaders(cell.text).strip()}".strip()
        if place_in_table in wrapped and table:
            table[-1] = [f"{a} {b}".strip() for a, b in zip(table[-1], cells, strict=True)]
        else:
            table.append(cells)
    return pipe_table(table, headed=_is_set_off(rows) or None, spread=False)


def _is_set_off(rows: list[Row]) -> bool:
    """Whether the first row alone is bold, or at least its values among those below."""
    values = [row[-1].bold for row in rows[1:] if len(row) > 1]
    return all(cell.bold for cell in rows[0]) and not all(values)


def wrapped_rows(rows: list[Row], edges: list[tuple[float, float]]) -> set[int]:
    """Return the indices of rows that continue the cells of the row above.

    A lone cell does, and so does a row whose first column is empty and which is closer to the row
    above than rows usually are.
    """
    steps = [0.0, *(step_down(above, row) for above, row in pairwise(rows))]
    opening = {at for at, row in enumerate(rows) if _column_of(row[0], edges) == 0}
    usual = sorted(steps[at] for at in opening if at) or [0.0]
    close = usual[len(usual) // 2] * CLOSER
    lone = {at for at, row in enumerate(rows) if at and len(row) == 1}
    return lone | {at for at in range(1, len(rows)) if at not in opening and steps[at] < close}


def column_edges(rows: list[Row]) -> list[tuple[float, float]]:
    """Return each column's (left, right); cells of different rows that overlap share one."""
    widest = max(map(len, rows), default=0)
    # Rows of fewer cells may have some that span columns.
    telling = (row for row in rows if len(row) * 2 > widest)
    spans = sorted((cell.left, cell.right) for row in telling for cell in row)
    edges: list[tuple[float, float]] = []
    for left, right in spans:
        if edges and left < edges[-1][1]:
            edges[-1] = (edges[-1][0], max(edges[-1][1], right))
        else:
            edges.append((left, right))
    return edges


def _column_of(cell: Line, edges: list[tuple[float, float]]) -> int:
    def distance(edge: tuple[float, float]) -> float:
        return max(edge[0] - cell.right, cell.left - edge[1], 0) * 1_000 + abs(
            edge[0] + edge[1] - cell.left - cell.right
        )

    return min(range(len(edges)), key=lambda place: distance(edges[place]))

"""The rows of a sheet as its tables, on a page, or on several with the header row on each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from projects.parsing.cleaning import one_line
from projects.parsing.flow import Piece, page_of, split_table
from projects.parsing.formats.draft import Source
from projects.parsing.model import ParsedPage
from projects.parsing.tables import pipe_table

Rows = list[list[str]]
FIGURE: Final = re.compile(r"=|[-+(~]?\s*(?:[€$£¥]|[A-Z]{3}\s)?\s*(?!(?:19|20)\d\d$)\d")
FEWEST_NAMES: Final = 2
FEWEST_SAID: Final = 4


def tell_hidden(cells: list[str], columns: set[int], *, row: bool) -> None:
    """Say of a row's first cell that the row is hidden, and of a hidden column's first cell too.

    ``columns`` are the hidden ones whose first cell is still to come.
    """
    filled = [column for column, cell in enumerate(cells) if cell]
    told = {column for column in filled if column in columns}
    for column in told | ({filled[0]} if row and filled else set()):
        cells[column] += " (hidden)"
    columns -= told


def sheet_pages(name: str, rows: Rows, *, after: int, source: Source) -> Iterator[ParsedPage]:
    """Yield the pages of a sheet, numbered on from ``after``; an empty sheet has none."""
    pages = paged(rows, source=source)
    for place, pieces in enumerate(pages, start=1):
        label = f"Sheet {name}" if len(pages) == 1 else f"Sheet {name} ({place} of {len(pages)})"
        yield page_of(pieces, number=after + place, label=label)


def paged(rows: Rows, *, source: Source) -> list[list[Piece]]:
    """Return the blocks of each page: titles and tables, or a part of a table that is long."""
    shaped = [captioned(part) for part in parted(rows)]
    size = source.page_size(sum(len(table) for _, table in shaped))
    pages: list[list[Piece]] = [[]]
    for captions, table in shaped:
        parts = list(split_table(table, size=size)) if table else []
        filled = sum(len(piece.text) for piece in pages[-1])
        if filled and filled + sum(map(len, parts[:1])) > size:
            pages.append([])
        pages[-1] += captions
        pages[-1] += [Piece("table", part) for part in parts[:1]]
        pages += [[Piece("table", part)] for part in parts[1:]]
    return [page for page in pages if page]


def parted(rows: Rows) -> list[Rows]:
    """Return the tables of a sheet, which blank rows separate if the second has its own header.

    So do they separate a table from the remarks below it.

    Other blank rows only set off some rows of a table, whose columns keep their names.
    """
    tables: list[Rows] = []
    for filled, block in groupby(rows, key=any):
        if not filled:
            continue
        part = list(block)
        apart = _has_header(part) or all(map(_is_remark, part))
        if tables and not (apart and _is_table(tables[-1])):
            tables[-1] += part
        else:
            tables.append(part)
    return tables


def _is_remark(row: Sequence[str]) -> bool:
    """Tell whether a row has one cell, which says something."""
    cells = [cell for cell in row if cell]
    return len(cells) == 1 and len(cells[0].split()) >= FEWEST_SAID


def _is_table(rows: Rows) -> bool:
    return any(sum(map(bool, row)) > 1 for row in rows)


def _has_header(rows: Rows) -> bool:
    """Tell whether the first row of several cells names columns of which one has figures."""
    several = [row for row in rows if sum(map(bool, row)) > 1]
    if not several or any(map(FIGURE.match, several[0])):
        return False
    names = {column for column, cell in enumerate(several[0]) if cell}
    figures = {
        column for row in several[1:] for column, cell in enumerate(row) if FIGURE.match(cell)
    }
    return len(names) >= FEWEST_NAMES and not names.isdisjoint(figures)


def captioned(rows: Rows) -> tuple[list[Piece], str]:
    """Return (titles above the table, the table), so that the table starts with its header.

    Rows with one text each are titles only above a row with several; alone they are the table,
    unless each says something.
    """
    remarks = len(rows) if all(map(_is_remark, rows)) else 0
    header = next((at for at, row in enumerate(rows) if sum(map(bool, row)) > 1), remarks)
    lines = (one_line(" ".join(row)) for row in rows[:header])
    captions = [Piece("paragraph", line) for line in lines if line]
    return captions, pipe_table(rows[header:])

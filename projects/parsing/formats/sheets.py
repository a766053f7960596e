"""The rows of a sheet as a page, or as several with the header row on each if they are long."""

from __future__ import annotations

from collections.abc import Iterator

from projects.parsing.cleaning import one_line
from projects.parsing.flow import Piece, page_of, split_table
from projects.parsing.formats.draft import Source
from projects.parsing.model import ParsedPage
from projects.parsing.tables import pipe_table

Rows = list[list[str]]


def sheet_pages(name: str, rows: Rows, *, after: int, source: Source) -> Iterator[ParsedPage]:
    """Yield the pages of a sheet, numbered on from ``after``; an empty sheet has none."""
    captions, table = captioned(rows)
    parts = list(split_table(table, size=source.page_size(len(table)))) if table else [""]
    for place, part in enumerate(parts, start=1):
        pieces = [*(captions if place == 1 else []), Piece("table", part)]
        label = f"Sheet {name}" if len(parts) == 1 else f"Sheet {name} ({place} of {len(parts)})"
        if filled := [piece for piece in pieces if piece.text]:
            yield page_of(filled, number=after + place, label=label)


def captioned(rows: Rows) -> tuple[list[Piece], str]:
    """Return (titles above the table, the table), so that the table starts with its header.

    Rows with one text each are titles only above a row with several; alone they are the table.
    """
    header = next((at for at, row in enumerate(rows) if sum(map(bool, row)) > 1), 0)
    captions = [Piece("paragraph", one_line(" ".join(row))) for row in rows[:header]]
    return captions, pipe_table(rows[header:])

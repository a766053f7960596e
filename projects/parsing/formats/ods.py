"""OpenDocument sheets: a sheet is a page, or several if it is long (OASIS ODF 1.3)."""

from __future__ import annotations

from collections.abc import Iterator

from projects.parsing.errors import Unreadable
from projects.parsing.flow import Piece, page_of, split_table
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.odt import TABLE, body_of, table_rows
from projects.parsing.formats.xlsx import sheet_label, sheet_text
from projects.parsing.model import ParsedPage


def parse(source: Source) -> Draft:
    """Read the sheets of an OpenDocument spreadsheet."""
    body = body_of(source)
    tables = [] if body is None else list(body.iter(f"{TABLE}table"))
    sheets = [(table.get(f"{TABLE}name", ""), table_rows(table)) for table in tables]
    if sum(len(cell) for _, rows in sheets for row in rows for cell in row) > (
        source.limits.max_characters
    ):
        raise Unreadable("oversized")
    return Draft(list(_pages(sheets, source)))


def _pages(sheets: list[tuple[str, list[list[str]]]], source: Source) -> Iterator[ParsedPage]:
    number = 0
    for name, rows in sheets:
        captions, table = sheet_text(rows)
        parts = list(split_table(table, size=source.page_size(len(table)))) if table else []
        for place, part in enumerate(parts, start=1):
            number += 1
            label = sheet_label(name, place=place, of=len(parts))
            pieces = [*(captions if place == 1 else []), Piece("table", part)]
            yield page_of(pieces, number=number, label=label)

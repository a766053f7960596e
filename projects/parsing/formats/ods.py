"""OpenDocument sheets: a sheet is a page, or several if it is long (OASIS ODF 1.3)."""

from __future__ import annotations

from projects.parsing.errors import Unreadable
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.odt import TABLE, body_of, table_rows
from projects.parsing.formats.sheets import Rows, sheet_pages
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
    return Draft(_pages(sheets, source))


def _pages(sheets: list[tuple[str, Rows]], source: Source) -> list[ParsedPage]:
    pages: list[ParsedPage] = []
    for name, rows in sheets:
        pages += sheet_pages(name, rows, after=len(pages), source=source)
    return pages

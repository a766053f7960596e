"""OpenDocument sheets: a sheet is a page, or several if it is long (OASIS ODF 1.3)."""

from __future__ import annotations

from typing import Any

from projects.parsing.errors import Unreadable
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.odf import TABLE, Styles, open_document
from projects.parsing.formats.odt import Reader, Rows
from projects.parsing.formats.sheets import sheet_pages
from projects.parsing.model import ParsedPage

Element = Any


def parse(source: Source) -> Draft:
    """Read the sheets of an OpenDocument spreadsheet."""
    document = open_document(source)
    tables = [] if document.body is None else list(document.body.iter(f"{TABLE}table"))
    reader = Reader(document.styles)
    sheets = [(_name(table, document.styles), reader.rows(table)) for table in tables]
    if sum(len(cell) for _, rows in sheets for row in rows for cell in row) > (
        source.limits.max_characters
    ):
        raise Unreadable("oversized")
    return Draft(_pages(sheets, source), title=document.title)


def _name(table: Element, styles: Styles) -> str:
    name: str = table.get(f"{TABLE}name", "")
    hidden = ("table", table.get(f"{TABLE}style-name", "")) in styles.hidden
    return f"{name} (hidden)" if hidden else name


def _pages(sheets: list[tuple[str, Rows]], source: Source) -> list[ParsedPage]:
    pages: list[ParsedPage] = []
    for name, rows in sheets:
        pages += sheet_pages(name, rows, after=len(pages), source=source)
    return pages

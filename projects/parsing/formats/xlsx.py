"""Excel files: the values of their sheets, as the sheets showed them (ECMA-376 part 1)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from projects.parsing.errors import Unreadable
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.ooxml import Package
from projects.parsing.formats.sheets import sheet_pages
from projects.parsing.model import ParsedPage
from projects.parsing.zips import open_zip

EMPTY_ROWS_END = 1_000
WIDEST = 256

NUMBER_SHAPE = re.compile(r"([#0,]*[#0])(?:\.(0+))?")
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
SCIENTIFIC = re.compile(r"E[+-]")
CURRENCY = re.compile("[€$£¥]|CHF|EUR|USD|GBP")

Cell = Any
Workbook = Any
Worksheet = Any


def parse(source: Source) -> Draft:
    """Read values, not formulas: what the sheet showed when it was saved."""
    with open_zip(source.path, limits=source.limits) as archive:
        title = Package(archive).title()
    with source.path.open("rb") as file:  # by its name openpyxl would refuse a file without ending
        workbook = _opened(file)
        return Draft(_pages(workbook, source), title=title)


def _opened(file: BinaryIO) -> Workbook:
    try:
        return load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, TypeError) as error:
        raise Unreadable("corrupt") from error


def _pages(workbook: Workbook, source: Source) -> list[ParsedPage]:
    pages, left = list[ParsedPage](), source.limits.max_characters
    sheets = workbook.worksheets
    for done, sheet in enumerate(sheets, start=1):
        rows = list(sheet_rows(sheet, budget=left))
        left -= sum(len(cell) for row in rows for cell in row)
        pages += sheet_pages(sheet.title, rows, after=len(pages), source=source)
        source.on_progress(done, len(sheets))
    return pages


def sheet_rows(sheet: Worksheet, *, budget: int) -> Iterator[list[str]]:
    """Yield non-empty rows as text; stop after 1,000 empty ones, as formatting may go on below.

    Raises Unreadable (oversized) above ``budget`` characters.
    """
    sheet.reset_dimensions()
    empty = 0
    for row in sheet.iter_rows(max_col=WIDEST):
        cells = _trimmed(_cell_text(cell) for cell in row)
        budget -= sum(map(len, cells))
        if budget < 0:
            raise Unreadable("oversized")
        empty = 0 if cells else empty + 1
        if empty > EMPTY_ROWS_END:
            return
        if cells:
            yield cells


def _trimmed(cells: Iterable[str]) -> list[str]:
    row = list(cells)
    while row and not row[-1]:
        row.pop()
    return row


def _cell_text(cell: Cell) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return date_text(value)
    if isinstance(value, int | float):
        return number_text(value, cell.number_format)
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def number_text(value: float, shape: str) -> str:
    """Return a number as the sheet shows it, with percent, decimals, thousands and currency."""
    plain = shape.partition(";")[0]
    found = NUMBER_SHAPE.search(QUOTED.sub("", plain))
    if found is None or shape == "General" or SCIENTIFIC.search(plain):
        return f"{value:.15g}" if isinstance(value, float) else str(value)
    percent = "%" in plain
    comma = "," if "," in found[1] else ""
    shown = f"{value * 100 if percent else value:{comma}.{len(found[2] or '')}f}"
    currency = CURRENCY.search(plain.replace("[$", ""))
    return f"{shown}{'%' * percent}{f' {currency[0]}' if currency else ''}"


def date_text(value: dt.datetime) -> str:
    """Return the date, with its time unless that is midnight: Excel stores dates as midnights."""
    midnight = value.time() == dt.time()
    return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")

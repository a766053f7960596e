"""Lays out comma-separated sources as one workbook."""

from __future__ import annotations

import csv
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ai_features.sample.building.colours import HAIRLINE, PAPER, SLATE
from ai_features.sample.building.steady import steady

WIDEST_COLUMN = 64


def workbook(sheets: dict[str, Path], *, title: str) -> bytes:
    """Return an .xlsx with one sheet for each named source, numbers stored as numbers."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = title
    book.properties.creator = "Tarnbeck Casework Limited"
    for name, source in sheets.items():
        _fill(book.create_sheet(name), source)
    stream = BytesIO()
    book.save(stream)
    return steady(stream.getvalue())


def _fill(sheet: Worksheet, source: Path) -> None:
    with source.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines):
            sheet.append([_value(cell) for cell in row])
    _dress_header(sheet)
    _dress_numbers(sheet)
    _set_widths(sheet)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "1:1"


def _value(cell: str) -> str | int | float | None:
    if not cell:
        return None
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell


def _dress_header(sheet: Worksheet) -> None:
    for cell in sheet[1]:
        cell.font = Font(bold=True, color=SLATE)
        cell.fill = PatternFill("solid", fgColor=PAPER)
        cell.border = Border(bottom=Side("medium", color=SLATE))
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _dress_numbers(sheet: Worksheet) -> None:
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.border = Border(bottom=Side("hair", color=HAIRLINE))
            if isinstance(cell.value, float):
                cell.number_format = "#,##0.00"


def _set_widths(sheet: Worksheet) -> None:
    for number, column in enumerate(sheet.iter_cols(values_only=True), start=1):
        longest = max(len(str(value)) for value in column[1:] if value is not None)
        heading = max(len(word) for word in str(column[0]).split())
        width = min(max(longest, heading) + 3, WIDEST_COLUMN)
        sheet.column_dimensions[get_column_letter(number)].width = width

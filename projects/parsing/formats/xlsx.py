"""Excel files: the values of their sheets, as the sheets showed them (ECMA-376 part 1)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, BinaryIO

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.exceptions import InvalidFileException

from projects.parsing.errors import Unreadable
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.ooxml import Package
from projects.parsing.formats.sheets import sheet_pages, tell_hidden
from projects.parsing.formats.xlsx_layout import WIDEST, Layout, layout_of
from projects.parsing.model import ParsedPage
from projects.parsing.tables import LONGEST_REPEATED
from projects.parsing.zips import open_zip

EMPTY_ROWS_END = 1_000
UNCALCULATED = (
    "This workbook holds only formulas, and their results were never saved in it. Your file is "
    "unchanged. Open it in the program you use for spreadsheets, save it there, and upload that."
)

NUMBER_SHAPE = re.compile(r"([#0,]*[#0])(?:\.(0*)#*)?")
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
# Exponents, fractions and numbers shown in thousands or millions are read as they are.
UNSHAPED = re.compile(r"E[+-]|\?|[#0],+(?![#0,])")
UNIT = re.compile(r'"([^"]*)"')
CURRENCY = re.compile("[€$£¥]|CHF|EUR|USD|GBP")
# Excel works with fifteen digits, and so do those who wrote the file.
PRECISION = ".15g"
LARGEST_SHAPED = 1e15

Cell = Any
Workbook = Any
Worksheet = Any


def parse(source: Source) -> Draft:
    """Read values, not formulas: what the sheet showed when it was saved."""
    with open_zip(source.path, limits=source.limits) as archive:
        title = Package(archive).title()
    with source.path.open("rb") as file:  # by its name openpyxl would refuse a file without ending
        pages = _pages(_opened(file), source)
    return Draft(pages, title=title)


class _Reader(ExcelReader):  # type: ignore[misc]
    """Reads sheets alone: what Excel opens may have styles or charts that openpyxl refuses."""

    def read(self) -> None:
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        try:
            apply_stylesheet(self.archive, self.wb)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError):
            self.read_workbook()
        self.read_worksheets()

    def read_chartsheet(self, sheet: object, rel: object) -> None:
        """Leave out a sheet that is a chart."""


def _opened(file: BinaryIO) -> Workbook:
    try:
        reader = _Reader(file, read_only=True, data_only=True, keep_links=False)
        reader.read()
    except (InvalidFileException, KeyError, ValueError, TypeError) as error:
        raise Unreadable("corrupt") from error
    return reader.wb


def _pages(workbook: Workbook, source: Source) -> list[ParsedPage]:
    pages, left, formulas = list[ParsedPage](), source.limits.max_characters, False
    sheets, said = workbook.worksheets, False
    for done, sheet in enumerate(sheets, start=1):
        with sheet._get_source() as file:
            layout = layout_of(file, stale=_is_stale(workbook))
        rows = list(sheet_rows(sheet, budget=left, layout=layout))
        left -= sum(len(cell) for row in rows for cell in row)
        said = said or any(cell and cell[0] != "=" for row in rows for cell in row)
        formulas = formulas or bool(layout.formulas)
        shown = sheet.sheet_state == "visible"
        name = sheet.title if shown else f"{sheet.title} (hidden)"
        pages += sheet_pages(name, rows, after=len(pages), source=source)
        source.on_progress(done, len(sheets))
    if formulas and not said:
        raise Unreadable("empty", UNCALCULATED)
    return pages


def _is_stale(workbook: Workbook) -> bool:
    """Return whether the workbook asks to be calculated when it is opened."""
    return bool(workbook.calculation and workbook.calculation.fullCalcOnLoad)


def sheet_rows(sheet: Worksheet, *, budget: int, layout: Layout) -> Iterator[list[str]]:
    """Yield rows as text; stop after 1,000 empty ones, as formatting may go on below.

    Of several empty rows one is yielded. A short cell merged over rows is in each of them. The
    first cell of a hidden row or column says that it is hidden. Raises Unreadable (oversized) above
    ``budget`` characters.
    """
    sheet.reset_dimensions()
    empty = 0
    held: dict[int, tuple[int, str]] = {}
    untold = set(layout.hidden_columns)
    for number, row in enumerate(sheet.iter_rows(max_col=WIDEST), start=1):
        cells = _trimmed(_row_texts(row, number, layout))
        if held:
            held = {column: each for column, each in held.items() if each[0] >= number}
            cells = _with_held(cells, held)
        for column, last in layout.merged.get(number, ()):
            if column < len(cells) and len(cells[column]) <= LONGEST_REPEATED:
                held[column] = (last, cells[column])
        tell_hidden(cells, untold, row=number in layout.hidden_rows)
        budget -= sum(map(len, cells))
        if budget < 0:
            raise Unreadable("oversized")
        empty = 0 if cells else empty + 1
        if empty > EMPTY_ROWS_END:
            return
        if empty <= 1:
            yield cells


def _row_texts(row: Sequence[Cell], number: int, layout: Layout) -> Iterator[str]:
    if not layout.formulas:
        return map(_cell_text, row)
    told = layout.formulas
    return (told.get((number, column)) or _cell_text(cell) for column, cell in enumerate(row))


def _with_held(cells: list[str], held: dict[int, tuple[int, str]]) -> list[str]:
    """Return a row with the cells above that reach into it, unless it is empty otherwise."""
    if not cells:
        return cells
    full = cells + [""] * (max(held, default=-1) + 1 - len(cells))
    for column, (_, text) in held.items():
        full[column] = full[column] or text
    return full


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
    if isinstance(value, int | float):
        return number_text(value, _format_of(cell))
    return _time_text(value)


def _time_text(value: object) -> str:
    if isinstance(value, dt.datetime):
        return date_text(value)
    if isinstance(value, dt.timedelta):
        return _duration_text(value)
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _format_of(cell: Cell) -> str:
    try:
        return str(cell.number_format)
    except (IndexError, AttributeError):  # a style that the file does not have
        return "General"


def number_text(value: float, shape: str) -> str:
    """Return a number as the sheet shows it: percent, decimals, thousands, currency and unit."""
    plain = shape.partition(";")[0]
    marks = QUOTED.sub("", plain)
    found = NUMBER_SHAPE.search(marks)
    general = found is None or shape == "General" or UNSHAPED.search(marks)
    if found is None or general or abs(value) >= LARGEST_SHAPED:
        return f"{value:{PRECISION}}" if isinstance(value, float) else str(value)
    percent = "%" in plain
    exact = Decimal(f"{value:{PRECISION}}") * (100 if percent else 1)
    decimals = len(found[2] or "")
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    shown = f"{rounded:{_padding(found[1], decimals)}.{decimals}f}"
    currency = CURRENCY.search(plain.replace("[$", ""))
    unit = f" {currency[0]}" if currency else ""
    return f"{shown}{'%' * percent}{unit or _unit(plain)}"


def _padding(whole: str, decimals: int) -> str:
    """Return how a format writes the whole part: with thousands, or with zeros before it."""
    if "," in whole:
        return ","
    zeros = whole.count("0")
    return f"0{zeros + decimals + bool(decimals)}" if zeros > 1 else ""


def _unit(shape: str) -> str:
    """Return the words that a format writes behind its number, such as “ kg”."""
    place = max(shape.rfind("0"), shape.rfind("#"))
    return "".join(f" {unit.strip()}" for unit in UNIT.findall(shape, place) if unit.strip())


def _duration_text(value: dt.timedelta) -> str:
    """Return hours and minutes, and seconds if there are any, as ``[h]:mm`` shows them."""
    seconds = round(abs(value).total_seconds())
    text = f"{seconds // 3_600}:{seconds // 60 % 60:02}"
    sign = "-" if value < dt.timedelta() else ""
    return f"{sign}{text}:{seconds % 60:02}" if seconds % 60 else f"{sign}{text}"


def date_text(value: dt.datetime) -> str:
    """Return the date, with its time unless that is midnight: Excel stores dates as midnights."""
    midnight = value.time() == dt.time()
    return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")

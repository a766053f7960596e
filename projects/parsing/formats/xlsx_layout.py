"""What openpyxl leaves out of a sheet: what is merged, hidden or was never calculated.

Source: ECMA-376 part 1, 18.3 (SpreadsheetML worksheets).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import BinaryIO, Final

from openpyxl.utils import column_index_from_string

PART: Final = 1 << 20
# Longer formulas may be missed where one part of the file ends and another begins.
OVERLAP: Final = 1_000
MOST_MERGED: Final = 10_000
WIDEST: Final = 256
LONGEST_FORMULA: Final = 200
MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
ROW: Final = re.compile(rb'<(?:\w+:)?row (?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d{1,7})"[^>]*>')
COLUMN: Final = re.compile(rb'<(?:\w+:)?col (?=[^>]*\bhidden="(?:1|true)")[^>]*>')
SPAN: Final = re.compile(rb'\b(min|max)="(\d{1,5})"')
# A collapsed group or a filter is how somebody last looked at the sheet.
GROUPED: Final = b"outlineLevel="
FILTERED: Final = re.compile(rb"<(?:\w+:)?(?:filterColumn|tablePart)\b")
FORMULA: Final = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*><f\b(?:[^>]*/>|[^>]*>([^<]*)</f>)'
    rb"(?:<v ?/>|<v>(0?)</v>)?</c>"
)
CALCULATED: Final = re.compile(rb"(?:</f>|<f [^>]*/>)<v>(?!0?</v>)")


@dataclass
class Layout:
    """Rows count from 1 and columns from 0; ``merged`` is {row: [(column, last row)]}.

    ``formulas`` has those by (row, column) whose result was never saved.
    """

    merged: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)


def layout_of(file: BinaryIO, *, stale: bool) -> Layout:
    """Read the layout from a sheet's XML.

    ``stale`` means that the workbook asks to be calculated when it is opened: programs that cannot
    calculate write so, and 0 for each result.
    """
    layout, filtered = Layout(), False
    noughts: dict[tuple[int, int], str] = {}
    for part in _parts(file):
        _merge(layout, part)
        layout.hidden_rows |= {int(row[1]) for row in ROW.finditer(part) if GROUPED not in row[0]}
        for column in COLUMN.finditer(part):
            if GROUPED not in column[0]:
                layout.hidden_columns |= _span(column[0])
        for cell in FORMULA.finditer(part):
            told = noughts if cell[4] else layout.formulas
            told[int(cell[2]), _column(cell[1])] = _formula(cell[3])
        stale = stale and not CALCULATED.search(part)
        filtered = filtered or FILTERED.search(part) is not None
    if stale:
        layout.formulas |= noughts
    if filtered:
        layout.hidden_rows.clear()
    return layout


def _parts(file: BinaryIO) -> Iterator[bytes]:
    rest = b""
    while part := file.read(PART):
        yield rest + part
        rest = part[-OVERLAP:]


def _merge(layout: Layout, part: bytes) -> None:
    for cell in MERGED.finditer(part):
        column, first, last = cell.groups()
        if int(last) > int(first) and len(layout.merged) < MOST_MERGED:
            layout.merged.setdefault(int(first), []).append((_column(column), int(last)))


def _column(name: bytes) -> int:
    place: int = column_index_from_string(name.decode())
    return place - 1


def _span(column: bytes) -> set[int]:
    ends = {name: int(value) for name, value in SPAN.findall(column)}
    return set(range(ends.get(b"min", 1) - 1, min(ends.get(b"max", 0), WIDEST)))


def _formula(text: bytes | None) -> str:
    written = unescape((text or b"").decode("utf-8", "replace"))
    return f"={written[:LONGEST_FORMULA] or '…'}"

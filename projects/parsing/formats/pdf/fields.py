"""Forms in PDFs: what was typed or ticked stands with its label, however far apart they are.

Programs write what fields hold behind everything else of a page.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pypdfium2 as pdfium
from pypdfium2 import raw

if TYPE_CHECKING:
    from projects.parsing.formats.pdf.lines import Line

MERGED: Final = (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT)
MOST_FIELDS: Final = 500
STATE_BYTES: Final = 64
OFF: Final = "Off"
TICKED, BLANK = "☒", "☐"
# In points: a label is no further from its field, and one behind a box is close to it.
REACH: Final = 180.0
CLOSE: Final = 30.0
OVERLAP: Final = 4.0
ROW: Final = 20.0


@dataclass(frozen=True)
class Field:
    """A field's box in points, y upwards; ``tick`` is the sign of one that can be ticked."""

    left: float
    bottom: float
    right: float
    top: float
    tick: str = ""

    def holds(self, line: Line) -> bool:
        """Return whether a line stands in the field."""
        across = (line.left + line.right) / 2
        return self.left <= across <= self.right and self.bottom <= line.middle <= self.top


def fields_of(page: pdfium.PdfPage) -> list[Field]:
    """Return the page's fields and typed notes."""
    found = []
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MOST_FIELDS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if raw.FPDFAnnot_GetSubtype(annotation) in MERGED:
            found.append(_field(annotation))
        raw.FPDFPage_CloseAnnot(annotation)
    return found


def _field(annotation: raw.FPDF_ANNOTATION) -> Field:
    box, state = raw.FS_RECTF(), ctypes.create_string_buffer(STATE_BYTES)
    raw.FPDFAnnot_GetRect(annotation, box)
    characters = ctypes.cast(state, ctypes.POINTER(raw.FPDF_WCHAR))
    length = raw.FPDFAnnot_GetStringValue(annotation, b"AS", characters, STATE_BYTES)
    chosen = state.raw[: max(0, min(length, STATE_BYTES) - 2)].decode("utf-16-le", "replace")
    tick = "" if not chosen else BLANK if chosen == OFF else TICKED
    return Field(box.left, box.bottom, box.right, box.top, tick)


def with_their_labels(lines: Sequence[Line], fields: Sequence[Field]) -> list[Line]:
    """Return lines in which each label is followed by what its field holds, or led by its tick."""
    rows = _Rows(lines)
    told: dict[int, list[Field]] = {}
    typed: dict[Field, list[Line]] = {each: rows.inside(each) for each in fields}
    inside = {id(line) for held in typed.values() for line in held}
    for each in fields:
        label = rows.label(each, inside) if each.tick or typed[each] else None
        if label is not None:
            told.setdefault(id(label), []).append(each)
    gone = {id(line) for held in told.values() for each in held for line in typed[each]}
    return [_filled(line, told.get(id(line), ()), typed) for line in lines if id(line) not in gone]


class _Rows:
    """Lines by their height, so that each field is compared only with those beside it."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._at: dict[int, list[Line]] = {}
        for line in lines:
            if not line.turned:
                self._at.setdefault(int(line.middle // ROW), []).append(line)

    def inside(self, each: Field) -> list[Line]:
        held = [line for line in self._between(each.bottom, each.top) if each.holds(line)]
        return sorted(held, key=lambda line: (-line.middle, line.left))

    def label(self, each: Field, inside: set[int]) -> Line | None:
        """Return the line beside a field: behind a box to tick, else before the field."""
        beside = [
            line
            for line in self._between(each.bottom, each.top)
            if id(line) not in inside and each.bottom <= line.middle <= each.top
        ]
        before = [line for line in beside if 0 <= each.left + OVERLAP - line.right <= REACH]
        behind = [line for line in beside if 0 <= line.left + OVERLAP - each.right <= CLOSE]
        if each.tick and behind:
            return min(behind, key=lambda line: line.left)
        return max(before, key=lambda line: line.right, default=None)

    def _between(self, bottom: float, top: float) -> Iterator[Line]:
        first, last = int(bottom // ROW), int(top // ROW)
        for height in range(first, min(last, first + MOST_FIELDS) + 1):
            yield from self._at.get(height, ())


def _filled(line: Line, fields: Sequence[Field], typed: dict[Field, list[Line]]) -> Line:
    if not fields:
        return line
    text, left, right = line.text, line.left, line.right
    for each in sorted(fields, key=lambda each: each.left):
        written = " ".join(held.text for held in typed[each])
        text = f"{each.tick} {text}" if each.tick else f"{text} {written}"
        left, right = min(left, each.left), max(right, each.right)
    return replace(line, text=text, left=left, right=right, gaps=(), filled=True)

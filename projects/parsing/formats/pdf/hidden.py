"""Text that a PDF holds but does not show: white on white, transparent, tiny or beside the page.

It is there for programs, such as to rank higher or to instruct a model, and no reader could find it
again. The text behind a scan is not shown either, but is that of the picture, and is kept.
"""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import pypdfium2 as pdfium
from pypdfium2 import raw

Box = tuple[float, float, float, float]

# Colours as light as this cannot be read on white, nor type below a point.
PALE: Final = 240
TINY: Final = 1.0
# A line that is drawn this thick, in points, is a ground to write on.
THICK: Final = 4.0
# On a drawing of more parts than this, whatever is pale may stand on one.
MOST_GROUNDS: Final = 2_000
EVERYWHERE: Final = (-math.inf, -math.inf, math.inf, math.inf)
OUTLINED: Final = (
    raw.FPDF_TEXTRENDERMODE_STROKE,
    raw.FPDF_TEXTRENDERMODE_FILL_STROKE,
    raw.FPDF_TEXTRENDERMODE_STROKE_CLIP,
    raw.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP,
)


@dataclass
class Sight:
    """Tells which characters of a page can be seen."""

    page: pdfium.PdfPage
    text: raw.FPDF_TEXTPAGE
    colour: list[ctypes.c_uint] = field(default_factory=lambda: [ctypes.c_uint() for _ in range(4)])

    def __post_init__(self) -> None:
        self._places = [ctypes.byref(each) for each in self.colour]
        shown = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(self.page, shown)
        self._edges = (shown.left, shown.bottom, shown.right, shown.top)

    def is_pale(self, index: int) -> bool:
        """Return whether a character is white or nearly so, or transparent."""
        if not raw.FPDFText_GetFillColor(self.text, index, *self._places):
            return False
        red, green, blue, opacity = (each.value for each in self.colour)
        return min(red, green, blue) >= PALE or not opacity

    def is_lost(self, index: int, box: Box) -> bool:
        """Return whether nothing makes a pale character visible: an outline, or what is behind."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if any(left <= x <= right and low <= y <= top for left, low, right, top in self.grounds):
            return False
        return raw.FPDFTextObj_GetTextRenderMode(
            raw.FPDFText_GetTextObject(self.text, index)
        ) not in OUTLINED  # fmt: skip

    def is_outside(self, box: Box) -> bool:
        """Return whether a box is beside what the page shows."""
        left, bottom, right, top = self._edges
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return not (left <= x <= right and bottom <= y <= top)

    @cached_property
    def grounds(self) -> list[Box]:
        """The boxes of what the page paints, other than text and white areas."""
        found: list[Box] = []
        for each in self.page.get_objects(max_depth=1):
            if each.type != raw.FPDF_PAGEOBJ_TEXT and (box := _painted(each)):
                found.append(box)
            if len(found) > MOST_GROUNDS:
                return [EVERYWHERE]
        return found


def _painted(thing: pdfium.PdfObject) -> Box | None:
    if thing.type == raw.FPDF_PAGEOBJ_PATH and not _covers(thing):
        return None
    try:
        left, bottom, right, top = thing.get_bounds()
    except pdfium.PdfiumError:
        return None
    return left, bottom, right, top


def _covers(path: pdfium.PdfObject) -> bool:
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, mode, stroked)
    width = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(path, width)
    if stroked.value and width.value >= THICK:
        return True
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    known = raw.FPDFPageObj_GetFillColor(path, red, green, blue, opacity)
    pale = known and min(red.value, green.value, blue.value) >= PALE
    return bool(mode.value) and not pale

"""Whether words show where a page is drawn: pdfium calls a run of colours white, like a void."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from projects.parsing.formats.pdf.painted import NEAR
from projects.parsing.formats.pdf.rectangles import Box

# Of a letter and what is around it, in dots, and in parts of its longer side.
DOTS: Final = 24
AROUND: Final = 0.2
SMALLEST: Final = 0.1
# Drawing costs more than asking for colours.
MOST: Final = 100
CHANNELS: Final = 4


@dataclass
class Drawn:
    """Draws letters of a page; after many of them, one that showed speaks for all others."""

    page: pdfium.PdfPage
    looks: int = 0
    any_shown: bool = False

    def shows(self, box: Box) -> bool:
        """Return whether there is more than one colour in a letter's box and around it."""
        if self.looks >= MOST:
            return self.any_shown
        self.looks += 1
        shown = _contrast(_dots(self.page, box)) > NEAR
        self.any_shown = self.any_shown or shown
        return shown


def _contrast(dots: bytes) -> int:
    """Return how much red, green or blue differ."""
    parts = [dots[channel::CHANNELS] for channel in range(CHANNELS - 1)]
    return max((max(part) - min(part) for part in parts if part), default=0)


def _dots(page: pdfium.PdfPage, box: Box) -> bytes:
    left, low, right, top = box
    longer = max(right - left, top - low, SMALLEST)
    scale, spare = DOTS / longer, longer * AROUND
    size = [int(raw.FPDF_GetPageWidthF(page) * scale), int(raw.FPDF_GetPageHeightF(page) * scale)]
    corners = (left - spare, low - spare), (right + spare, top + spare)
    (x, y), (across, down) = (_place(page, size, *corner) for corner in corners)
    width, height = abs(across - x) + 1, abs(down - y) + 1
    bitmap = raw.FPDFBitmap_Create(width, height, 0)
    if not bitmap:
        return b""
    try:
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        raw.FPDF_RenderPageBitmap(bitmap, page, -min(x, across), -min(y, down), *size, 0, 0)
        held = raw.FPDFBitmap_GetStride(bitmap) * height
        return ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), held)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)


def _place(page: pdfium.PdfPage, size: list[int], x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
    return across.value, down.value

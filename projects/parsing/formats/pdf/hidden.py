"""Text that a PDF holds but does not show: in the colour of its ground, covered, tiny or outside.

It is there for programs, such as to rank higher or to instruct a model, and no reader could find it
again; or a bar was put over it so that nobody reads it. The text behind a scan is not shown either,
but is that of the picture, and is kept.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from projects.parsing.formats.pdf.drawn import Drawn
from projects.parsing.formats.pdf.painted import Painted, bounds_of, is_near, painted_on
from projects.parsing.formats.pdf.rectangles import Box

# Type below a point cannot be read.
TINY: Final = 1.0
# The bytes of no words, and of the sign that ends them.
NO_TEXT: Final = 2
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
        self._drawn = Drawn(self.page)
        self._edges = (shown.left, shown.bottom, shown.right, shown.top)

    @cached_property
    def painted(self) -> Painted:
        """What the page paints, other than text."""
        return painted_on(self.page)

    def is_doubtful(self, first: int, final: int, box: Box) -> bool:
        """Return whether something might hide some of a line, from what its ends look like."""
        if self.painted.covers and self._is_met(first, final, box):
            return True
        colours = {self._colour_at(index) for index in (first, final)}
        return any(
            not colour[3] or any(is_near(colour[:3], ground) for ground in self.painted.colours)
            for colour in colours
            if colour
        )

    def _is_met(self, first: int, final: int, box: Box) -> bool:
        """Return whether a bar is painted over some of a box after the text at its ends."""
        ends = {self.painted.order_of(self._thing(index)) for index in (first, final)}
        earliest = min((order for order in ends if order is not None), default=None)
        return earliest is not None and any(
            cover.order > earliest and cover.meets(box) for cover in self.painted.covers
        )

    def is_lost(self, index: int, box: Box) -> bool:
        """Return whether a character is transparent, covered, or of the colour behind it."""
        thing = self._thing(index)
        order = self.painted.order_of(thing)
        colour = self._colour_at(index)
        if order is not None and self.painted.is_covered(box, after=order):
            return not self._is_written_again(thing, box)
        if colour is None or raw.FPDFTextObj_GetTextRenderMode(thing) in OUTLINED:
            return False
        at = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        ground = self.painted.colour_at(*at, before=order)
        if colour[3]:
            doubtful = ground is not None and is_near(colour[:3], ground)
            return doubtful and not self._drawn.shows(box)
        painted = ground is None or self._is_written_again(thing, box)
        return not (painted and self._drawn.shows(box))

    def _is_written_again(self, thing: raw.FPDF_PAGEOBJECT, box: Box) -> bool:
        """Return whether the same words are painted once more, over what covers them."""
        again = self._repeated.get(bounds_of(thing))
        return again is not None and not self.painted.is_covered(box, after=again)

    @cached_property
    def _repeated(self) -> dict[Box | None, int]:
        """The last place of texts that pdfium leaves out, as they are there already."""
        return {
            bounds_of(text): order
            for order, text in self.painted.texts
            if raw.FPDFPageObj_GetType(text) == raw.FPDF_PAGEOBJ_TEXT
            and raw.FPDFTextObj_GetText(text, self.text, None, 0) <= NO_TEXT
        }

    def is_outside(self, box: Box) -> bool:
        """Return whether a box is beside what the page shows."""
        left, bottom, right, top = self._edges
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return not (left <= x <= right and bottom <= y <= top)

    def _thing(self, index: int) -> raw.FPDF_PAGEOBJECT:
        return raw.FPDFText_GetTextObject(self.text, index)

    def _colour_at(self, index: int) -> tuple[int, int, int, int] | None:
        if not raw.FPDFText_GetFillColor(self.text, index, *self._places):
            return None
        red, green, blue, opacity = (each.value for each in self.colour)
        return red, green, blue, opacity

"""What a page of a PDF paints under and over its text, in the order of painting."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from projects.parsing.formats.pdf.rectangles import Box, is_whole_rectangle

Colour = tuple[int, int, int]

WHITE: Final[Colour] = (255, 255, 255)
OPAQUE: Final = 255
# Two colours this close, in each of red, green and blue, cannot be told apart.
NEAR: Final = 15
# A line that is drawn this thick, in points, is a ground to write on; a bar over text is as high.
THICK: Final = 4.0
# On a drawing of more parts than this, whatever is there may stand on one.
MOST: Final = 2_000
EVERYWHERE: Final = (-math.inf, -math.inf, math.inf, math.inf)
DEEPEST: Final = 5


class Ground(NamedTuple):
    """Something painted, in the order of painting.

    ``colour`` is None where it may differ within the box. ``plain`` are rectangles that hide what
    is under all of their box.
    """

    order: int
    box: Box
    colour: Colour | None = None
    plain: bool = False

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point is in the box."""
        left, low, right, top = self.box
        return left <= x <= right and low <= y <= top

    def hides(self, box: Box) -> bool:
        """Return whether this box holds the middle of another: a line through it hides nothing."""
        left, low, right, top = box
        across, up = (right - left) / 4, (top - low) / 4
        return self.holds(left + across, low + up) and self.holds(right - across, top - up)

    def meets(self, box: Box) -> bool:
        """Return whether a box has a part in common with this one."""
        left, low, right, top = self.box
        return left < box[2] and box[0] < right and low < box[3] and box[1] < top


@dataclass(frozen=True)
class Painted:
    """What a page paints, other than text, and its texts in the same order."""

    grounds: Sequence[Ground] = ()
    texts: Sequence[tuple[int, raw.FPDF_PAGEOBJECT]] = ()

    @cached_property
    def colours(self) -> frozenset[Colour]:
        """The colours that text may stand on."""
        return frozenset({WHITE, *(each.colour for each in self.grounds if each.colour)})

    @cached_property
    def covers(self) -> list[Ground]:
        """The plain rectangles that are painted after some text."""
        first = self.texts[0][0] if self.texts else math.inf
        return [each for each in self.grounds if each.plain and each.order > first]

    @cached_property
    def _orders(self) -> dict[int, int]:
        return {_address(inner): at for at, text in self.texts for inner in _texts_in(text)}

    def order_of(self, text: raw.FPDF_PAGEOBJECT) -> int | None:
        """Return the place of a text in the order of painting, unless it is not known."""
        return self._orders.get(_address(text))

    def is_covered(self, box: Box, *, after: int) -> bool:
        """Return whether a rectangle hides what was painted there before."""
        return any(each.order > after and each.hides(box) for each in self.covers)

    def colour_at(self, x: float, y: float, *, before: int | None) -> Colour | None:
        """Return the colour of what text stands on, or None if that may have several.

        A picture over the text may be the scan that the text was read from.
        """
        for ground in reversed(self.grounds):
            under = before is None or ground.order < before or not ground.colour
            if under and ground.holds(x, y):
                return ground.colour
        return WHITE


def painted_on(page: pdfium.PdfPage) -> Painted:
    """Return what a page paints; of very many parts, no more than that they are everywhere."""
    grounds, texts = list[Ground](), list[tuple[int, raw.FPDF_PAGEOBJECT]]()
    for order in range(raw.FPDFPage_CountObjects(page)):
        thing = raw.FPDFPage_GetObject(page, order)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind in (raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_FORM):
            texts.append((order, thing))
        if kind != raw.FPDF_PAGEOBJ_TEXT and (ground := _ground(page, thing, order)):
            grounds.append(ground)
        if len(grounds) > MOST:
            return Painted([Ground(-1, EVERYWHERE)])
    return Painted(grounds, texts)


def around(boxes: Sequence[Box]) -> Box:
    """Return the smallest box that holds all of ``boxes``."""
    lefts, lows, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(lows), max(rights), max(tops)


def bounds_of(thing: raw.FPDF_PAGEOBJECT) -> Box | None:
    """Return the box of an object, if it has one."""
    edges = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(thing, *edges):
        return None
    left, bottom, right, top = (each.value for each in edges)
    return left, bottom, right, top


def is_near(colour: Sequence[int], other: Sequence[int]) -> bool:
    """Return whether nobody could read text of one colour on the other."""
    return all(abs(one - two) <= NEAR for one, two in zip(colour, other, strict=True))


def _texts_in(thing: raw.FPDF_PAGEOBJECT, depth: int = 0) -> Iterator[raw.FPDF_PAGEOBJECT]:
    """Yield a text, or the texts of a form."""
    kind = raw.FPDFPageObj_GetType(thing)
    if kind == raw.FPDF_PAGEOBJ_TEXT:
        yield thing
    elif kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
        for at in range(max(0, raw.FPDFFormObj_CountObjects(thing))):
            yield from _texts_in(raw.FPDFFormObj_GetObject(thing, at), depth + 1)


def _address(thing: raw.FPDF_PAGEOBJECT) -> int:
    return ctypes.cast(thing, ctypes.c_void_p).value or 0


def _ground(page: pdfium.PdfPage, thing: raw.FPDF_PAGEOBJECT, order: int) -> Ground | None:
    """Return what an object paints; nothing for rules, and for what only cuts out others."""
    if (box := bounds_of(thing)) is None:
        return None
    ground = Ground(order, box)
    if raw.FPDFPageObj_GetType(thing) != raw.FPDF_PAGEOBJ_PATH:
        return ground
    filled, stroked, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    raw.FPDFPath_GetDrawMode(thing, filled, stroked)
    raw.FPDFPageObj_GetStrokeWidth(thing, width)
    if filled.value:
        return ground if _is_tiled(page, thing) else _filled(thing, ground)
    return ground if stroked.value and width.value >= THICK else None


def _is_tiled(page: pdfium.PdfPage, path: raw.FPDF_PAGEOBJECT) -> bool:
    tile = raw.FPDFPageObj_GetRenderedFillPattern(page.pdf, path)
    if tile:
        raw.FPDFBitmap_Destroy(tile)
    return bool(tile)


def _filled(path: raw.FPDF_PAGEOBJECT, ground: Ground) -> Ground | None:
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(path, red, green, blue, opacity):
        return ground
    colour = (red.value, green.value, blue.value)
    pale = is_near(colour, WHITE)
    left, bottom, right, top = ground.box
    if min(right - left, top - bottom) < THICK:
        return None if pale else ground
    if opacity.value == OPAQUE and is_whole_rectangle(path, ground.box):
        return ground._replace(colour=colour, plain=True)
    return ground._replace(colour=WHITE) if pale else ground

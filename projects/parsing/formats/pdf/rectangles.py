"""Whether a drawn path is a plain rectangle that hides all that is under it."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pypdfium2 import raw

Box = tuple[float, float, float, float]

# A rectangle has four corners; the first may be there again to close it.
SIDES: Final = 4
CORNERS: Final = (SIDES, SIDES + 1)
SLIGHT: Final = 0.01
LINES: Final = (raw.FPDF_SEGMENT_MOVETO, raw.FPDF_SEGMENT_LINETO)
LAYER: Final = "OC"
LONGEST_MARK: Final = 64
# What cuts off less than this, in points, leaves a bar whole.
SPARE: Final = 4.0
# Without anything that cuts, pdfium counts -1 paths.
CUT_BY_WORDS: Final = 0


def is_whole_rectangle(path: raw.FPDF_PAGEOBJECT, box: Box) -> bool:
    """Return whether a path fills all of its box, whatever is under it."""
    return not (
        raw.FPDFPageObj_HasTransparency(path)
        or _is_on_a_layer(path)
        or not _is_rectangle(path)
        or _is_cut(path, box)
    )


def _is_on_a_layer(thing: raw.FPDF_PAGEOBJECT) -> bool:
    """Return whether an object is part of something that a reader can switch off."""
    name, length = (raw.FPDF_WCHAR * LONGEST_MARK)(), ctypes.c_ulong()
    for at in range(max(0, raw.FPDFPageObj_CountMarks(thing))):
        mark = raw.FPDFPageObj_GetMark(thing, at)
        raw.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), length)
        if bytes(name)[: length.value].decode("utf-16-le").rstrip("\0") == LAYER:
            return True
    return False


def _is_rectangle(path: raw.FPDF_PAGEOBJECT) -> bool:
    count, matrix = raw.FPDFPath_CountSegments(path), raw.FS_MATRIX()
    if count not in CORNERS or not raw.FPDFPageObj_GetMatrix(path, matrix):
        return False
    if (matrix.b or matrix.c) and (matrix.a or matrix.d):
        return False
    segments = [raw.FPDFPath_GetPathSegment(path, at) for at in range(count)]
    return _is_straight(segments)


def _is_straight(segments: Sequence[raw.FPDF_PATHSEGMENT]) -> bool:
    """Return whether segments draw one rectangle along the axes."""
    if any(raw.FPDFPathSegment_GetType(each) not in LINES for each in segments):
        return False
    points = [_point(each) for each in segments]
    corners = {(round(x, 2), round(y, 2)) for x, y in points}
    return len(corners) == SIDES and all(
        min(abs(left - right), abs(low - high)) < SLIGHT
        for (left, low), (right, high) in pairwise(points)
    )


def _is_cut(path: raw.FPDF_PAGEOBJECT, box: Box) -> bool:
    """Return whether something cuts parts off, or might: another shape than a larger rectangle."""
    clip = raw.FPDFPageObj_GetClipPath(path)
    paths = raw.FPDFClipPath_CountPaths(clip)
    if paths == CUT_BY_WORDS:
        return True
    for at in range(max(0, paths)):
        count = max(0, raw.FPDFClipPath_CountPathSegments(clip, at))
        segments = [raw.FPDFClipPath_GetPathSegment(clip, at, part) for part in range(count)]
        if count not in CORNERS or not _is_straight(segments):
            return True
        across, up = zip(*map(_point, segments), strict=True)
        if box[0] < min(across) - SPARE or box[1] < min(up) - SPARE:
            return True
        if box[2] > max(across) + SPARE or box[3] > max(up) + SPARE:
            return True
    return False


def _point(segment: raw.FPDF_PATHSEGMENT) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, x, y)
    return x.value, y.value

"""Pictures as documents: a photo, a screenshot, a fax of several pages."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from projects.parsing.errors import Unreadable, needs_ocr, no_words
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.pdf import built_pages, large_title
from projects.parsing.formats.pdf.lines import PageLines
from projects.parsing.formats.seen import seen_lines
from projects.parsing.ocr.eyes import Eyes

WIDTH = 595.0
TIFF_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}
ENTRY_BYTES = 12


def parse(source: Source) -> Draft:
    """Read a picture, one page per frame. Raises Unreadable: scanned, empty, too_many_pages."""
    if source.eyes is None:
        raise needs_ocr(pages=0)
    frames = count_frames(source.path, most=source.limits.max_pages + 1)
    if frames > source.limits.max_pages:
        raise Unreadable("too_many_pages")
    read = list(_read_frames(source, source.eyes, frames))
    if not any(page.lines for page in read):
        raise no_words()
    pages = built_pages(read)
    return Draft(pages, title=large_title(pages))


def _read_frames(source: Source, eyes: Eyes, frames: int) -> Iterator[PageLines]:
    for frame in range(frames):
        seen = eyes.see(None, frame=frame)
        height = WIDTH * seen.height / seen.width if seen.width else WIDTH
        yield PageLines(seen_lines(seen, width=WIDTH), 0.0, height, has_marks=True)
        source.on_progress(frame + 1, frames)


def count_frames(path: Path, *, most: int) -> int:
    """Return how many pages a TIFF has, up to ``most``; every other picture has one.

    Each page's directory points to the next (TIFF 6.0, section 2); ``most`` bounds a cycle.
    """
    with path.open("rb") as file:
        order = TIFF_ORDERS.get(file.read(4))
        if order is None:
            return 1
        frames = 0
        place = _number(file.read(4), f"{order}I")
        while place and frames < most:
            frames += 1
            file.seek(place)
            entries = _number(file.read(2), f"{order}H")
            file.seek(place + 2 + entries * ENTRY_BYTES)
            place = _number(file.read(4), f"{order}I")
    return max(1, frames)


def _number(data: bytes, shape: str) -> int:
    """Return the number, or 0 if the file ends before it."""
    return int(struct.unpack(shape, data)[0]) if len(data) == struct.calcsize(shape) else 0

"""Pages of a PDF that are pictures: recognised, rendered in grey and read by OCR."""

from __future__ import annotations

import struct
import zlib
from contextlib import closing

import pypdfium2 as pdfium
from pypdfium2 import raw

from projects.parsing.formats.pdf.lines import PageLines, load_page
from projects.parsing.formats.seen import seen_lines
from projects.parsing.ocr.eyes import Eyes

DOTS_PER_POINT = 300 / 72
LONGEST_SIDE = 3_600
LARGEST_PICTURES = 120_000_000
FEW_LETTERS = 80
MOSTLY = 0.5
PNG_MARK = b"\x89PNG\r\n\x1a\n"
GREY_8_BIT = (8, 0, 0, 0, 0)


def seen_page(document: pdfium.PdfDocument, number: int, page: PageLines, eyes: Eyes) -> PageLines:
    """Return the page as ``eyes`` read it if it is a picture, or unchanged if it has text."""
    letters = sum(len(line.text) for line in page.lines)
    if not page.has_marks or letters > FEW_LETTERS:
        return page
    try:
        pdf_page, _ = load_page(document, number)
    except pdfium.PdfiumError:
        return page
    with closing(pdf_page):
        return _seen(pdf_page, page, eyes)


def _seen(pdf_page: pdfium.PdfPage, page: PageLines, eyes: Eyes) -> PageLines:
    width, height = pdf_page.get_size()
    share, pixels = pictures_of(pdf_page, area=width * height)
    if (page.lines and share < MOSTLY) or pixels > LARGEST_PICTURES:
        return page
    eyes.warn()
    seen = eyes.see(grey_png(pdf_page))
    lines = seen_lines(seen, width=width)
    return PageLines(lines, 0.0, height, has_marks=True) if lines else page


def pictures_of(page: pdfium.PdfPage, *, area: float) -> tuple[float, int]:
    """Return the share of the page that its largest picture covers, and the pixels of all."""
    share, pixels = 0.0, 0
    for picture in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        try:
            left, bottom, right, top = picture.get_bounds()
            across, down = picture.get_px_size()
        except pdfium.PdfiumError:
            continue
        share = max(share, (right - left) * (top - bottom) / max(area, 1.0))
        pixels += across * down
    return share, pixels


def grey_png(page: pdfium.PdfPage) -> bytes:
    """Render a page in grey at 300 dpi, but at most 3,600 pixels long: best for recognition."""
    fitting = LONGEST_SIDE / max(1.0, *page.get_size())
    bitmap = page.render(scale=min(DOTS_PER_POINT, fitting), grayscale=True)
    with closing(bitmap):
        return png(bytes(bitmap.buffer), bitmap.width, bitmap.height, stride=bitmap.stride)


def png(grey: bytes, width: int, height: int, *, stride: int) -> bytes:
    """Return rows of grey bytes as a PNG (ISO/IEC 15948), each row without a filter."""
    rows = b"".join(
        b"\0" + grey[first : first + width] for first in range(0, height * stride, stride)
    )
    header = struct.pack(">II5B", width, height, *GREY_8_BIT)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return PNG_MARK + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

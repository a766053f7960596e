"""PDF: characters at positions, turned back into paragraphs and tables in reading order."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
from pypdfium2 import raw

from projects.parsing.cleaning import one_line
from projects.parsing.errors import Unreadable, needs_ocr, no_words
from projects.parsing.flow import page_of
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.pdf.bullets import with_their_marks
from projects.parsing.formats.pdf.footnotes import footnotes_last
from projects.parsing.formats.pdf.furniture import without_furniture
from projects.parsing.formats.pdf.lines import Line, PageLines, page_lines
from projects.parsing.formats.pdf.order import regions_in_order
from projects.parsing.formats.pdf.prose import Shape, pieces_of, shape_of
from projects.parsing.formats.pdf.scans import seen_page
from projects.parsing.formats.pdf.unmapped import makes_sense, mended
from projects.parsing.formats.ruled import RULE
from projects.parsing.model import ParsedPage

LOCKED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
PROGRESS_EVERY = 0.25
SHORTEST_TITLE = 4
JUNK_TITLES = (
    "microsoft word",
    "untitled",
    "powerpoint",
    "title",
    "slide 1",
    "document",
    "pdf",
    "(anonymous)",
)
FILES = (
    ".doc",
    ".docx",
    ".pdf",
    ".indd",
    ".qxd",
    ".tex",
    ".dvi",
    ".ps",
    ".xls",
    ".ppt",
    ".html",
    ".rtf",
)


def parse(source: Source) -> Draft:
    """Read every page. Raises Unreadable: encrypted, corrupt, scanned, empty, too_many_pages."""
    with _open_pdf(source) as document:
        if len(document) > source.limits.max_pages:
            raise Unreadable("too_many_pages")
        read = list(_read_pages(document, source))
        if not any(page.lines for page in read):
            raise _nothing_read(read, source)
        title = metadata_title(document)
    pages = built_pages(read)
    return Draft(pages, title=title or large_title(pages))


def _nothing_read(read: list[PageLines], source: Source) -> Unreadable:
    pictures = sum(page.has_marks for page in read)
    if not pictures:
        return Unreadable("empty")
    if source.eyes:
        return no_words()
    return needs_ocr(pages=pictures, garbled=any(page.garbled for page in read))


def _open_pdf(source: Source) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(source.path)
    except pdfium.PdfiumError as error:
        raise Unreadable("encrypted" if error.err_code in LOCKED else "corrupt") from error
    if len(document) < 1:
        raise Unreadable("corrupt")
    return document


@dataclass
class _Pulse:
    """Reports progress a few times a second instead of once a page."""

    source: Source
    total: int
    told: float = 0.0

    def beat(self, done: int) -> None:
        now = time.monotonic()
        if done == self.total or now - self.told >= PROGRESS_EVERY:
            self.told = now
            self.source.on_progress(done, self.total)


def _read_pages(document: pdfium.PdfDocument, source: Source) -> Iterator[PageLines]:
    pulse, characters = _Pulse(source, len(document)), 0
    for number in range(len(document)):
        page = sensible(page_lines(document, number))
        if source.eyes:
            page = seen_page(document, number, page, source.eyes)
        characters += sum(len(line.text) for line in page.lines)
        if characters > source.limits.max_characters:
            raise Unreadable("oversized")
        pulse.beat(number + 1)
        yield page


def sensible(page: PageLines) -> PageLines:
    """Return the page with its text mended, or without text if that is gibberish."""
    lines = [line for line in mended(page.lines) if not RULE.fullmatch(line.text)]
    if lines and not makes_sense("\n".join(line.text for line in lines)):
        lines = []
    return replace(page, lines=lines, garbled=bool(page.lines) and not lines)


def built_pages(read: list[PageLines]) -> list[ParsedPage]:
    """Return pages of text from positioned lines."""
    return [_build_page(number, lines, shape) for number, lines, shape in prepared(read)]


def prepared(read: list[PageLines]) -> Iterator[tuple[int, list[Line], Shape]]:
    """Yield (number, lines without headers and footers, the document's type sizes) per page."""
    kept = without_furniture(read)
    shape = shape_of(line for lines in kept for line in lines)
    for number, lines in enumerate(kept, start=1):
        yield number, lines, shape


def _build_page(number: int, lines: list[Line], shape: Shape) -> ParsedPage:
    regions = footnotes_last(regions_in_order(with_their_marks(lines)), body=shape.body)
    return page_of(pieces_of(regions, shape), number=number, label=f"Page {number}")


def metadata_title(document: pdfium.PdfDocument) -> str:
    """Return the title in the document's properties, unless a program filled it in."""
    try:
        title = one_line(document.get_metadata_value("Title"))
    except (pdfium.PdfiumError, UnicodeError):
        return ""
    lowered = title.lower()
    made_up = (
        lowered.startswith(JUNK_TITLES) or lowered.endswith(FILES) or len(title) < SHORTEST_TITLE
    )
    return "" if made_up or "\ufffd" in title else title


def large_title(pages: list[ParsedPage]) -> str:
    """Return the first level 1 heading among the first four blocks, or nothing."""
    first = pages[0]
    headings = [block for block in first.blocks[:4] if block.kind == "heading" and block.level == 1]
    return one_line(first.text[headings[0].start : headings[0].end]) if headings else ""

"""The characters of a page as lines: runs on one baseline, with their boxes, in file order."""

from __future__ import annotations

import ctypes
import math
import re
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace

import pypdfium2 as pdfium
from pypdfium2 import raw

from projects.parsing.cleaning import clean
from projects.parsing.formats.pdf.fields import Field, fields_of, with_their_labels
from projects.parsing.formats.pdf.hidden import TINY, Sight
from projects.parsing.formats.pdf.painted import around
from projects.parsing.formats.pdf.rectangles import Box
from projects.parsing.formats.pdf.vertical import is_vertical, laid_across

WIDE_GAP = 1.4
NARROW_GAP = 0.5
# Fixed-width letters have white around them in addition to the space.
NARROW_FIXED_GAP = 1.0
MOST_GAPS = 200
OFF_LINE = 0.7
TOUCHING = 0.4
ASKEW = -1
SLIGHT = 0.15
LEAST_OVERLAP = 0.25
DOUBLE = ctypes.sizeof(ctypes.c_double)
MARKED = "\x02\ufffe"
HYPHENS = {0x2: "-", 0xFFFE: "-"}
ANGLE_SAMPLES = 24
NAME_BYTES = 128
FIXED_NAMES = (b"courier", b"mono", b"consol", b"menlo", b"typewriter", b"cmtt", b"fixed")
BOLD_WEIGHT = 600
HEAVIEST = 1_000
BREAKS = "\r\n"
SPACES = " \t\xa0\x00"
# pdfium marks a hyphen at the end of a line, and omits the line break itself.
TOKEN = re.compile(
    "[\r\n]+|[ \t\xa0\x00]+|[^ \t\xa0\x00\r\n\x02\ufffe]*[\x02\ufffe]|[^ \t\xa0\x00\r\n\x02\ufffe]+"
)
SMALLEST = 0.5
# A list mark often has another size than its item, whose size counts.
LIST_MARK = re.compile(r"[•‣▪■●○◦□▫–—*·\uf0b7\uf0a7\uf0d8]|\(?(?:\d{1,3}|[a-zA-Z])[.)]")


@dataclass(frozen=True)
class Gap:
    """White space in a line after its first ``words`` words, wider than between words."""

    words: int
    left: float
    right: float


@dataclass
class Line:
    """Text and its box in points, y upwards, turned so that the text runs from left to right.

    ``place`` is its index in the order of the file, which is often the order of writing. ``fixed``
    means fixed-width type, as in program listings. ``unmapped`` is the raw text if its font does
    not say which letters it shows. ``gaps`` are too narrow to split the line by themselves, but
    the lines around it may show that they do. ``filled`` is a label with what its field holds.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    bold: bool = False
    turned: bool = False
    place: int = 0
    fixed: bool = False
    unmapped: str = ""
    gaps: tuple[Gap, ...] = ()
    filled: bool = False

    @property
    def middle(self) -> float:
        """Return the height of the line's middle."""
        return (self.bottom + self.top) / 2


@dataclass
class PageLines:
    """A page's lines and its lower and upper edge, in points.

    ``has_marks`` means that there is something to see, ``garbled`` that its text made no sense.
    """

    lines: list[Line] = field(default_factory=list)
    bottom: float = 0.0
    top: float = 0.0
    has_marks: bool = False
    garbled: bool = False


def page_lines(document: pdfium.PdfDocument, number: int) -> PageLines:
    """Read one page; a broken page counts as one without text."""
    try:
        page, fields = load_page(document, number)
    except pdfium.PdfiumError:
        return PageLines(has_marks=True)
    with closing(page):
        return _read_lines(page, fields)


def _read_lines(page: pdfium.PdfPage, fields: list[Field]) -> PageLines:
    try:
        text_page = page.get_textpage()
    except pdfium.PdfiumError:
        return PageLines(has_marks=True)
    with closing(text_page):
        reader = _Reader(text_page, Sight(page, text_page))
        lines = reader.read()
        if fields and not reader.turn:
            lines = with_their_labels(lines, fields)
        marks = bool(lines) or raw.FPDFPage_CountObjects(page) > 0
        left, bottom, right, top = page.get_mediabox()
        if not reader.turn and is_vertical(lines):
            return PageLines(laid_across(lines), left, right, marks)
        low, high = reader.extent((left, bottom, right, top))
        return PageLines(lines, low, high, marks)


def load_page(document: pdfium.PdfDocument, number: int) -> tuple[pdfium.PdfPage, list[Field]]:
    """Load a page with the text typed into its form fields and notes merged into it."""
    page = document[number]
    fields = fields_of(page)
    if not fields:
        return page, fields
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    page.close()
    return document[number], fields


class _Reader:
    """Walks a page's characters once. pdfium's calls are cheap, Python's objects are not."""

    def __init__(self, text_page: pdfium.PdfTextPage, sight: Sight) -> None:
        self.page, self.sight = text_page, sight
        self.handle = text_page.raw
        self.count = max(0, raw.FPDFText_CountChars(text_page))
        self.edges = (ctypes.c_double * 4)()
        self.places = [
            ctypes.byref(ctypes.c_double.from_buffer(self.edges, place * DOUBLE))
            for place in range(4)
        ]
        self.turn = self._turn()
        self.lines: list[Line] = []

    def _turn(self) -> int:
        """Return by how many quarter turns, clockwise, most of the text is rotated."""
        step = max(1, self.count // ANGLE_SAMPLES)
        turns = Counter(self.turn_at(index) for index in range(0, self.count, step))
        return max(0, turns.most_common(1)[0][0]) if turns else 0

    def turn_at(self, index: int) -> int:
        """Return the quarter turns of a character, or ASKEW as in “DRAFT” across a page."""
        angle: float = raw.FPDFText_GetCharAngle(self.page, index)
        quarters = max(0.0, angle) / (math.pi / 2)
        return round(quarters) % 4 if abs(quarters - round(quarters)) < SLIGHT else ASKEW

    def extent(self, box: Box) -> tuple[float, float]:
        """Return the lower and upper edge of the page, turned as its text is."""
        left, bottom, right, top = box
        return [(bottom, top), (left, right), (-top, -bottom), (-right, -left)][self.turn]

    def turned(self, box: Box) -> Box:
        """Return a box after turning the page so that its text is upright."""
        left, bottom, right, top = box
        quarter, half = (-top, left, -bottom, right), (-right, -top, -left, -bottom)
        return [box, quarter, half, (bottom, -right, top, -left)][self.turn]

    def read(self) -> list[Line]:
        """Split lines at pdfium's line breaks, at wide gaps and where the baseline jumps."""
        run = _Run()
        for token in TOKEN.finditer(self.text()):
            first, word = token.start(), token.group()
            if word[0] in BREAKS:
                run.broken = bool(run.parts)
            elif word[0] in SPACES:
                run.space()
            else:
                run = self.place(run, word, first=first)
        self.close(run)
        return self.lines

    def text(self) -> str:
        """Return the text with one character for each of pdfium's, so that indices agree."""
        text: str = self.page.get_text_range() if self.count else ""
        if len(text) != self.count:
            codes = (raw.FPDFText_GetUnicode(self.page, index) for index in range(self.count))
            text = "".join(chr(code) if code <= sys.maxunicode else " " for code in codes)
        return text

    def place(self, run: _Run, word: str, *, first: int) -> _Run:
        """Add a word by the boxes of its first and last character, which span it."""
        start = self.box_at(first)
        end = self.box_at(first + len(word) - 1) if len(word) > 1 else start
        opening, ending = start or end, end or start
        if opening and ending:
            run.leftwards = run.leftwards or ending[0] < opening[0]
            if run.parts and run.is_apart(run.whole(opening, ending)):
                run = self.close(run)
            if not run.parts or run.only_mark:
                run.start(first, size=self.size_at(first))
                run.only_mark = not run.parts and bool(LIST_MARK.fullmatch(word))
            run.add(word.translate(HYPHENS) if word[-1] in MARKED else word, opening, ending)
            run.firsts.append(first)
        return run

    def box_at(self, index: int) -> Box | None:
        box = self.own_box_at(index)
        return self.turned(box) if box and self.turn else box

    def own_box_at(self, index: int) -> Box | None:
        """Return a character's box as the page has it, however it is turned."""
        if not raw.FPDFText_GetCharBox(self.handle, index, *self.places):
            return None
        left, right, bottom, top = self.edges[:]
        return left, bottom, right, top

    def seen(self, run: _Run) -> list[str]:
        """Return the words of a run that a reader can see, as far as its ends reveal it."""
        ends = [box for box in map(self.own_box_at, (run.first, run.final)) if box]
        if run.is_tiny or (len(ends) > 1 and all(map(self.sight.is_outside, ends))):
            return []
        if not ends or not self.sight.is_doubtful(run.first, run.final, around(ends)):
            return run.parts
        firsts = iter(run.firsts)
        return [part for part in run.parts if part == " " or not self.is_lost(next(firsts))]

    def is_lost(self, index: int) -> bool:
        box = self.own_box_at(index)
        return box is not None and self.sight.is_lost(index, box)

    def close(self, run: _Run) -> _Run:
        written = "".join(self.seen(run)) if run.parts else ""
        text = clean(written).strip()
        error = raw.FPDFText_HasUnicodeMapError(self.page, run.first) == 1 if written else False
        if text or error:
            bold, fixed = self.look(run.first)
            if bold or fixed:
                last = self.look(run.final)
                bold, fixed = bold and last[0], fixed and last[1]
            turned = self.turn_at(run.first) != self.turn
            box = (run.left, run.bottom, run.right, run.top)
            gaps = run.gaps_in(text, fixed=fixed)
            line = Line(text, *box, run.size, bold, turned, len(self.lines), fixed, gaps=gaps)
            self.lines.append(replace(line, unmapped=written) if error else line)
        return _Run()

    def size_at(self, index: int) -> float:
        """Return the type size in points as the page shows it."""
        matrix = raw.FS_MATRIX()
        size: float = raw.FPDFText_GetFontSize(self.page, index)
        raw.FPDFText_GetMatrix(self.page, index, matrix)
        return max(SMALLEST, abs(size) * math.hypot(matrix.c, matrix.d))

    def look(self, index: int) -> tuple[bool, bool]:
        """Return (whether a character is bold, whether its font is fixed-width)."""
        name, flags = ctypes.create_string_buffer(NAME_BYTES), ctypes.c_int()
        length = raw.FPDFText_GetFontInfo(self.page, index, name, NAME_BYTES, flags)
        called = name.value.lower() if 0 < length <= NAME_BYTES else b""
        fixed = any(word in called for word in FIXED_NAMES)
        if b"bold" in called:
            return True, fixed
        weight: int = raw.FPDFText_GetFontWeight(self.page, index)
        return BOLD_WEIGHT <= weight <= HEAVIEST, fixed


@dataclass
class _Run:
    parts: list[str] = field(default_factory=list)
    first: int = 0
    firsts: list[int] = field(default_factory=list)
    size: float = 0.0
    left: float = math.inf
    bottom: float = math.inf
    right: float = -math.inf
    top: float = -math.inf
    last: Box = (0.0, 0.0, 0.0, 0.0)
    broken: bool = False
    only_mark: bool = False
    leftwards: bool = False
    words: int = 0
    gaps: list[Gap] = field(default_factory=list)

    @property
    def final(self) -> int:
        """Return where the last word begins."""
        return self.firsts[-1]

    @property
    def is_tiny(self) -> bool:
        """Return whether both the type and what it draws are too small to read."""
        return self.size < TINY and self.top - self.bottom < TINY

    def start(self, index: int, *, size: float) -> None:
        self.first, self.size = index, size

    def space(self) -> None:
        if self.parts and self.parts[-1] != " ":
            self.parts.append(" ")

    def is_apart(self, box: Box) -> bool:
        """Whether ``box`` begins a new line: after a column's gap, on either side, or a jump."""
        left, bottom, right, top = box
        gap = max(left - self.last[2], self.last[0] - right)
        if self.broken:
            return self.is_next_line(gap, bottom, top)
        if gap > self.size * WIDE_GAP:
            return True
        return bottom > self.top + self.size * OFF_LINE or top < self.bottom - self.size * OFF_LINE

    def is_next_line(self, gap: float, bottom: float, top: float) -> bool:
        """Tell a new line from a superscript or subscript, which pdfium also breaks off."""
        shared = min(self.last[3], top) - max(self.last[1], bottom)
        height = max(SMALLEST, min(self.last[3] - self.last[1], top - bottom))
        return gap > self.size * TOUCHING or shared < height * LEAST_OVERLAP

    def gaps_in(self, text: str, *, fixed: bool) -> tuple[Gap, ...]:
        """Return the gaps, or none if cleaning changed the number of words.

        Nor are there any in a line with more than a table has, as each is compared with all nearby.
        """
        if len(text.split()) != self.words or len(self.gaps) > MOST_GAPS:
            return ()
        least = self.size * (NARROW_FIXED_GAP if fixed else NARROW_GAP)
        return tuple(gap for gap in self.gaps if gap.right - gap.left > least)

    def add(self, word: str, opening: Box, ending: Box) -> None:
        spaced = bool(self.parts) and self.parts[-1] == " "
        if spaced and not self.broken and opening[0] - self.last[2] > self.size * NARROW_GAP:
            self.gaps.append(Gap(self.words, self.last[2], opening[0]))
        self._count(word)
        self.parts.append(word)
        self.last, self.broken = self.whole(ending, opening), False
        self.left = min(self.left, opening[0], ending[0])
        self.bottom = min(self.bottom, opening[1], ending[1])
        self.right = max(self.right, opening[2], ending[2])
        self.top = max(self.top, opening[3], ending[3])

    def whole(self, end: Box, other: Box) -> Box:
        """Return the box at one end of a word; between words from right to left, of all of it.

        There a number runs the other way, so that neither of its ends is the next.
        """
        if not self.leftwards:
            return end
        return min(end[0], other[0]), end[1], max(end[2], other[2]), end[3]

    def _count(self, word: str) -> None:
        """Count as ``str.split`` does; what follows without white space is the same word."""
        apart = not self.parts or self.parts[-1][-1].isspace() or word[0].isspace()
        self.words += len(word.split()) - (not apart)

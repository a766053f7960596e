"""Turn lines into paragraphs, headings and lists, as the typography suggests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from projects.parsing.cleaning import tidy, without_leaders
from projects.parsing.flow import Piece
from projects.parsing.formats.marks import goes_on
from projects.parsing.formats.pdf.headings import parted
from projects.parsing.formats.pdf.lines import Line
from projects.parsing.formats.pdf.order import Region

LARGER = 1.12
LONGEST_HEADING = 160
MOST_HEADING_LINES = 3
MOST_LEVELS = 4
INDENT = 0.8
FEWEST_LETTERS = 3
FEWEST_LISTED = 2
FIXED_WIDTH = 0.6
SHORT = 0.8
# Shorter lines are entries rather than text that was wrapped.
NARROW = 30
# How much wider a word may be than its share of the line's letters.
UNEVEN = 1.25
# “2.1 The rent …”, whose lines hang from its number.
CLAUSE = re.compile(r"^\d{1,3}(?:\.\d{1,3})+\.?\s+\S")
# “2.1 Cash ........ 3”.
ENTRY_OF_CONTENTS = re.compile(r"(?:\s?\.){5,}\s*[\divxlc]{1,6}\s*$")
BULLET = re.compile(r"^(?:[•‣▪◦●○■–*·]|-(?=\s)|o(?=\s))\s*(?=\S)")
NUMBERED = re.compile(r"^(?:\(?\d{1,2}[.)]|\(?[a-z]\))\s+\S")
# Also before the number of a note, and within quotation marks.
ENDED = re.compile(r"(?:[^\W\d][.!?][\"'”’»)\]]*\d{1,2}|[.,;!?。][\"'”’»)\]]*)\s*$")
# “Invoice no.: 2025-0317”, a line of its own beside others like it.
LABELLED = re.compile(r"[^\W\d_][^:：.!?]{0,28}\.?\s?[:：]\s*\S")
SENTENCE_ENDS = (".", ",", ";", "!", "?", "。")
HYPHENS = ("-", "\u2010")
HYPHENED = re.compile(r"[^\W\d_]+-[^\W\d_]+")
LAST_PART = re.compile(r"([^\W\d_]+)[-\u2010]$")
LONGEST_PART = 40
FIRST_PART = re.compile(r"[^\W\d_]+")
HYPHEN_AFTER = frozenset({"well", "self", "non", "half", "cross", "vice", "quasi"})
WIDE_SCRIPT = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


@dataclass(frozen=True)
class Shape:
    """The size of most text, whether that is bold or fixed-width, and larger sizes, descending.

    ``hyphened`` are the words with a hyphen inside a line, in lower case.
    """

    body: float
    bold_body: bool
    sizes: tuple[float, ...]
    hyphened: frozenset[str] = frozenset()
    fixed_body: bool = False


def shape_of(lines: Iterable[Line]) -> Shape:
    """Count the type sizes of all lines, weighted by their characters."""
    sizes, bold, hyphened = Counter[float](), Counter[bool](), set[str]()
    fixed = Counter[bool]()
    for line in lines:
        if "-" in line.text:
            hyphened.update(HYPHENED.findall(line.text.lower()))
        sizes[_rounded(line.size)] += len(line.text)
        bold[line.bold] += len(line.text)
        fixed[line.fixed] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    larger = sorted((size for size in sizes if size > body * LARGER), reverse=True)
    return Shape(
        body,
        bold[True] > bold[False],
        tuple(larger),
        frozenset(hyphened),
        fixed[True] > fixed[False],
    )


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def pieces_of(regions: Sequence[Region], shape: Shape) -> Iterator[Piece]:
    """Yield the blocks of a page's regions, in order."""
    for region, following in zip_longest(regions, regions[1:]):
        yield from _region_pieces(region, shape, right=max(region.right, _right_of(following)))


def _right_of(region: Region | None) -> float:
    return region.right if region else 0.0


def _region_pieces(region: Region, shape: Shape, *, right: float) -> Iterator[Piece]:
    if region.table:
        yield Piece("table", region.table)
        return
    for group in by_look(whole_lines(region.lines)):
        if is_listing(group, shape):
            yield listing(group)
            continue
        level = heading_level(group, shape)
        if level:
            for lines in parted(group, right=right):
                yield Piece("heading", join_lines([line.text for line in lines], shape), level)
        else:
            yield from paragraphs(group, shape)


def whole_lines(lines: list[Line]) -> list[Line]:
    """Join the parts of one printed line that were split at a wide gap."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last and abs(last.middle - line.middle) < min(last.size, line.size) * 0.5:
            joined[-1] = _beside(last, line)
        else:
            joined.append(line)
    return joined


def _beside(last: Line, line: Line) -> Line:
    box = (min(last.left, line.left), min(last.bottom, line.bottom),
           max(last.right, line.right), max(last.top, line.top))  # fmt: skip
    text = f"{last.text} {line.text}" if last.left <= line.left else f"{line.text} {last.text}"
    filled = last.filled or line.filled
    bold, fixed = last.bold and line.bold, last.fixed and line.fixed
    return Line(text, *box, last.size, bold, fixed=fixed, filled=filled)


def by_look(lines: list[Line]) -> Iterator[list[Line]]:
    """Group lines of the same weight, size and pitch: a heading differs from its paragraph."""
    group: list[Line] = []
    for line in lines:
        if group and _look(line) != _look(group[-1]):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _look(line: Line) -> tuple[bool, bool, float]:
    return line.bold, line.fixed, _rounded(line.size)


def is_listing(lines: list[Line], shape: Shape) -> bool:
    """Whether lines are a program listing: fixed-width, in a document that mostly is not."""
    return lines[0].fixed and not shape.fixed_body and len(lines) >= FEWEST_LISTED


def listing(lines: list[Line]) -> Piece:
    """Return the lines as code, with the indent that their left edges show."""
    left = min(line.left for line in lines)
    rows = (" " * round((line.left - left) / (line.size * FIXED_WIDTH)) + line.text
            for line in lines)  # fmt: skip
    return Piece("code", "\n".join(rows))


def heading_level(lines: list[Line], shape: Shape) -> int:
    """Return 1 for the largest type; bold type of body size ranks below all larger; 0 for none."""
    text = " ".join(line.text for line in lines)
    if (
        lines[0].turned
        or len(lines) > MOST_HEADING_LINES
        or len(text) > LONGEST_HEADING
        or not _has_word(text)
    ):
        return 0
    size = _rounded(lines[0].size)
    if size in shape.sizes:
        return min(MOST_LEVELS, shape.sizes.index(size) + 1)
    bold = lines[0].bold and not shape.bold_body and size >= shape.body
    return min(MOST_LEVELS, len(shape.sizes) + 1) if bold and not _ends_sentence(text) else 0


def _has_word(text: str) -> bool:
    return sum(character.isalpha() for character in text) >= FEWEST_LETTERS


def _ends_sentence(text: str) -> bool:
    return text.rstrip().endswith(SENTENCE_ENDS)


def paragraphs(lines: list[Line], shape: Shape) -> Iterator[Piece]:
    """Yield paragraphs, and runs of list items as one list."""
    items: list[str] = []
    for group in _paragraph_lines(lines):
        text = _text_of([line.text for line in group], shape)
        if _is_item(group[0].text):
            items.append(BULLET.sub("- ", text))
            continue
        yield from _list_of(items)
        items = []
        yield Piece("paragraph", text)
    yield from _list_of(items)


def _list_of(items: list[str]) -> Iterator[Piece]:
    if items:
        yield Piece("list", "\n".join(items))


def _keeps_hyphen(text: str, line: str, shape: Shape) -> bool:
    """Whether the word keeps its hyphen: it has one elsewhere, or begins like “self-”."""
    first, rest = LAST_PART.search(text[-LONGEST_PART:]), FIRST_PART.match(line)
    if first is None or rest is None:
        return False
    opening = first[1].lower()
    return opening in HYPHEN_AFTER or f"{opening}-{rest[0].lower()}" in shape.hyphened


def _is_item(text: str) -> bool:
    return bool(BULLET.match(text) or NUMBERED.match(text))


def _paragraph_lines(lines: list[Line]) -> Iterator[list[Line]]:
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    group: list[Line] = []
    for line in lines:
        if group and _begins_paragraph(group, line, left=left, right=right):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _begins_paragraph(group: list[Line], line: Line, *, left: float, right: float) -> bool:
    last = group[-1]
    if line.filled or last.filled or ENTRY_OF_CONTENTS.search(last.text):
        return True
    if _is_item(line.text):
        return not _goes_on(group, line, right=right)
    indented = line.left > left + line.size * INDENT and last.left < left + line.size * INDENT
    ended_short = last.right < left + (right - left) * SHORT and ENDED.search(last.text)
    clauses = CLAUSE.match(group[0].text) is not None
    anew = clauses and CLAUSE.match(line.text) is not None and _ends_sentence(last.text)
    hangs = clauses or _is_item(group[0].text)
    return (indented and not hangs) or bool(ended_short) or anew


def _goes_on(group: list[Line], line: Line, *, right: float) -> bool:
    """Tell whether a line that looks like an item was only wrapped there, as “(36) months”."""
    last, first_word = group[-1], line.text.split(maxsplit=1)[0]
    width = (line.right - line.left) / len(line.text) * (len(first_word) + 1)
    had_room = last.right + width * UNEVEN < right
    hangs = len(group) > 1 and abs(line.left - last.left) > line.size * INDENT
    if had_room or hangs or len(last.text) < NARROW:
        return False
    return goes_on(line.text, before=last.text, above=(each.text for each in reversed(group)))


def _text_of(lines: list[str], shape: Shape) -> str:
    if len(lines) > 1 and all(map(LABELLED.match, lines)):
        return "\n".join(map(tidy, lines))
    return join_lines(lines, shape)


def join_lines(lines: list[str], shape: Shape) -> str:
    """Join wrapped lines, and words hyphenated at the margin."""
    text = lines[0]
    for line in lines[1:]:
        text = _join(text, line, shape)
    return tidy(without_leaders(text))


def _join(text: str, line: str, shape: Shape) -> str:
    if text[-1:] in HYPHENS and line[:1].islower() and text[-2:-1].isalpha():
        return text + line if _keeps_hyphen(text, line, shape) else text[:-1] + line
    if text[-1:] in HYPHENS and not text[-2:-1].isspace():
        return text + line
    if WIDE_SCRIPT.match(text[-1:]) and WIDE_SCRIPT.match(line[:1]):
        return text + line
    return f"{text} {line}"

"""Cut pages into chunks along their headings, paragraphs, tables and sentences."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from operator import itemgetter
from typing import Final

from ai_features.knowledge.context import indexed_text
from ai_features.knowledge.words.sentences import split_sentences
from projects.documents.places import SECTION_SEPARATOR
from projects.parsing.model import BlockKind

# The headings in force at a place as (level, name), outermost first.
Open = tuple[tuple[int, str], ...]

# In words. Measured on chunking_eval, see docs/decisions/0006-retrieval.md.
TARGET: Final = 100
LONGEST: Final = 150
SHORTEST: Final = 30
# A longer table, in words, is split and its header row repeated.
LONGEST_TABLE: Final = 260
CHARACTERS_A_WORD: Final = 6
LONGEST_WORD: Final = 12
LONGEST_NAME: Final = 120
# Replaces the separator within a heading, where it would add a step to the path.
INSTEAD: Final = " > "
WORD: Final = re.compile(r"\S+")
SPACE: Final = re.compile(r"\s*")
WIDE_FROM: Final = "\u0e00"
PLACE: Final = itemgetter(0)


@dataclass(frozen=True)
class BlockSpan:
    """A block of a page: its kind and character span, and for a heading its level (from 1)."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True)
class PageText:
    """A page as chunking needs it; without ``blocks`` it is divided at its blank lines."""

    number: int
    label: str
    text: str
    blocks: Sequence[BlockSpan] = ()


@dataclass(frozen=True)
class ChunkDraft:
    """A chunk to be stored: ``text == page.text[start:end]``, always within one page.

    ``context`` is what the passage needs besides its own words to be found: document title,
    section path, and the header row if it continues a table. ``section`` is the section path that
    holds for all of it; ``steps`` are pairs of a place in the page's text and the section that
    begins there. ``ordinal`` counts from 0 within the document.
    """

    page: int
    page_label: str
    ordinal: int
    start: int
    end: int
    text: str
    section: str
    context: str
    steps: tuple[tuple[int, str], ...] = ()

    @property
    def indexed_text(self) -> str:
        """The text that is embedded and indexed for this chunk."""
        return indexed_text(self.text, context=self.context)


@dataclass(frozen=True)
class _Unit:
    """The smallest piece that is never cut: a sentence, a row, a line of code, a heading."""

    start: int
    end: int
    words: int
    kind: BlockKind
    opens_block: bool
    header: str = ""


@dataclass
class _Section:
    """The units under one heading; ``has_text`` tells whether any is not a heading."""

    path: tuple[str, ...]
    units: list[_Unit] = field(default_factory=list)
    has_text: bool = False

    @property
    def words(self) -> int:
        return sum(unit.words for unit in self.units)


def chunk_pages(pages: Iterable[PageText], *, title: str) -> list[ChunkDraft]:
    """Return the chunks of a document in reading order.

    A section is divided evenly, at block ends where possible, otherwise at sentence ends. Sections
    too short to stand alone join a neighbour on their page.
    """
    drafts: list[ChunkDraft] = []
    path: Open = ()
    for page in pages:
        opened = _opened(page, path)
        for section, units in _pieces(_joined(_sections(page, opened))):
            draft = _draft(page, units, section=section, title=title, ordinal=len(drafts))
            drafts.append(replace(draft, steps=_steps(opened, start=draft.start, end=draft.end)))
        path = opened[-1][1]
    return drafts


def _opened(page: PageText, path: Open) -> list[tuple[int, Open]]:
    """Return the headings in force from each place of ``page``, which begins under ``path``."""
    opened = [(0, path)]
    for block in _blocks(page):
        if block.kind == "heading":
            name = heading_name(page.text[block.start : block.end])
            path = (*(entry for entry in path if entry[0] < block.level), (block.level, name))
            opened.append((block.start, path))
    return opened


def _steps(opened: list[tuple[int, Open]], *, start: int, end: int) -> tuple[tuple[int, str], ...]:
    """Return the steps of the passage ``start:end``, the first of them at ``start``."""
    behind = bisect_right(opened, start, key=PLACE)
    inside = opened[behind : bisect_left(opened, end, lo=behind, key=PLACE)]
    first = (start, opened[behind - 1][1])
    return tuple((place, SECTION_SEPARATOR.join(_names(path))) for place, path in [first, *inside])


def _names(path: Open) -> tuple[str, ...]:
    return tuple(name for _, name in path if name)


def _draft(
    page: PageText, units: list[_Unit], *, section: tuple[str, ...], title: str, ordinal: int
) -> ChunkDraft:
    start, end = units[0].start, units[-1].end
    text, path = page.text[start:end], SECTION_SEPARATOR.join(section)
    # A heading that opens the passage is not repeated in its context.
    names = [name for name in dict.fromkeys((title, *section)) if not text.startswith(name)]
    context = "\n".join(line for line in (SECTION_SEPARATOR.join(names), units[0].header) if line)
    return ChunkDraft(
        page=page.number,
        page_label=page.label,
        ordinal=ordinal,
        start=start,
        end=end,
        text=text,
        section=path,
        context=context,
    )


def _sections(page: PageText, opened: list[tuple[int, Open]]) -> list[_Section]:
    """Return the sections of ``page``, whose headings are ``opened``."""
    sections = [_Section(_names(opened[0][1]))]
    paths = dict(opened)
    for block in _blocks(page):
        if block.kind == "heading":
            # A heading directly below another belongs to the same passage.
            if sections[-1].has_text:
                sections.append(_Section(()))
            sections[-1].path = _names(paths[block.start])
        units = _units(page.text, block)
        sections[-1].units += units
        sections[-1].has_text |= block.kind != "heading" and bool(units)
    return [section for section in sections if section.units]


def _blocks(page: PageText) -> Sequence[BlockSpan]:
    return page.blocks or _plain_blocks(page.text)


def heading_name(text: str) -> str:
    """Return the name of a heading in a section path."""
    return text.strip().lstrip("# ")[:LONGEST_NAME].replace(SECTION_SEPARATOR, INSTEAD)


def _joined(sections: list[_Section]) -> list[_Section]:
    """Join a section that is too short with the one after it (or before it, at the end)."""
    joined: list[_Section] = []
    for section in sections:
        if joined and _belong_together(joined[-1], section):
            joined[-1].path = _shared(joined[-1].path, section.path)
            joined[-1].units += section.units
        else:
            joined.append(section)
    return joined


def _belong_together(one: _Section, other: _Section) -> bool:
    short = one.words < SHORTEST or other.words < SHORTEST // 2
    return short and one.words + other.words <= TARGET


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    same = [name for name, again in zip(one, other, strict=False) if name == again]
    return one[: len(same)]


def _pieces(sections: list[_Section]) -> Iterator[tuple[tuple[str, ...], list[_Unit]]]:
    for section in sections:
        for units in _divided(section.units):
            yield section.path, units


def _divided(units: list[_Unit]) -> Iterator[list[_Unit]]:
    """Divide into pieces of about equal length, none much longer than :data:`TARGET` words."""
    left = sum(unit.words for unit in units)
    if left <= (LONGEST_TABLE if _is_table(units) else LONGEST):
        yield units
        return
    aim = left / max(1, math.ceil(left / TARGET))
    piece: list[_Unit] = []
    words = 0
    for unit in units:
        if piece and piece[-1].kind != "heading" and _is_full(words, unit, aim=aim):
            yield piece
            piece, words = [], 0
        piece.append(unit)
        words += unit.words
    yield piece


def _is_full(words: int, following: _Unit, *, aim: float) -> bool:
    if words + following.words > LONGEST:
        return True
    return words >= aim * (0.75 if following.opens_block else 1)


def _is_table(units: list[_Unit]) -> bool:
    return all(unit.kind in ("table", "heading") for unit in units)


def _units(text: str, block: BlockSpan) -> list[_Unit]:
    if block.kind == "heading":
        spans = [(block.start, block.end)]
    elif block.kind in ("table", "code"):
        spans = _lines(text, block)
    else:
        spans = split_sentences(text, start=block.start, end=block.end)
    spans = [piece for span in spans for piece in _cut_long(text, span)]
    header = _table_header(text, spans) if block.kind == "table" else ""
    return [
        _Unit(start, end, _words(text[start:end]), block.kind, not place, header if place else "")
        for place, (start, end) in enumerate(spans)
    ]


def _lines(text: str, block: BlockSpan) -> list[tuple[int, int]]:
    found = re.finditer(r"[^\n]*\S[^\n]*", text[block.start : block.end])
    return [(block.start + match.start(), block.start + match.end()) for match in found]


def _table_header(text: str, rows: list[tuple[int, int]]) -> str:
    return text[rows[0][0] : rows[0][1]] if rows else ""


def _cut_long(text: str, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Cut text without sentence marks (a log, a list of names), at spaces where possible."""
    start, end = span
    limit = LONGEST * CHARACTERS_A_WORD
    if _words(text[start:end]) <= LONGEST:
        yield span
        return
    rest = _Rest(text, start, end)
    while (words := rest.words_from(start)) > LONGEST:
        size = max(1, int(limit * (end - start) / (words * CHARACTERS_A_WORD)))
        space = text.rfind(" ", start + size // 2, start + size)
        cut = space if space > 0 else start + size
        yield start, cut
        start = _behind_space(text, cut, end)
    if start < end:
        yield start, end


class _Rest:
    """Tells how many words are left of a long stretch, having counted them once."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._start, self._end = start, end
        self._word_ends = [match.end() for match in WORD.finditer(text, start, end)]
        wide = (character > WIDE_FROM for character in text[start:end])
        self._wide = list(accumulate(wide, initial=0))

    def words_from(self, start: int) -> int:
        """Return :func:`_words` of the stretch from ``start`` on."""
        spaced = len(self._word_ends) - bisect_right(self._word_ends, start)
        wide = self._wide[-1] - self._wide[start - self._start]
        return max(spaced, (self._end - start) // LONGEST_WORD, wide // 2)


def _behind_space(text: str, start: int, end: int) -> int:
    found = SPACE.match(text, start, end)
    return found.end() if found else start


def _words(text: str) -> int:
    """Count words; without spaces, twelve characters or two wide ones count as one."""
    wide = 0 if text.isascii() else _wide(text)
    return max(len(text.split()), len(text) // LONGEST_WORD, wide // 2)


def _wide(text: str) -> int:
    return sum(character > WIDE_FROM for character in text)


def _plain_blocks(text: str) -> list[BlockSpan]:
    blocks = []
    for match in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text):
        kind: BlockKind = "paragraph"
        marks = re.match(r"#{1,6} ", match[0])
        if marks and "\n" not in match[0].strip():
            kind = "heading"
        blocks.append(
            BlockSpan(kind, match.start(), match.end(), len(marks[0]) - 1 if marks else 0)
        )
    return blocks

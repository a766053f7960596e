"""Cut text that has no pages of its own into pages of a readable size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from projects.parsing.cleaning import one_line
from projects.parsing.model import Block, BlockKind, ParsedPage

GAP = "\n\n"
LABEL_LENGTH = 80
SENTENCE_END = re.compile(r"(?<=[.!?。！？…])\s+|\n")
TOO_LONG = 1.5
EARLY_BREAK = 0.4
TURNING_LEVEL = 2
TABLE_HEAD = 2


@dataclass(frozen=True)
class Piece:
    """A block not yet placed on a page: ``text`` is clean, ``level`` as in Block."""

    kind: BlockKind
    text: str
    level: int = 0


@dataclass
class _Cutter:
    """Fills pages; each starts at a heading or when the one before is full."""

    size: int
    pages: list[list[Piece]] = field(default_factory=lambda: [[]])
    filled: int = 0  # characters on the last page

    def add(self, piece: Piece) -> None:
        if self._must_turn(piece):
            self._turn()
        self.pages[-1].append(piece)
        self.filled += len(piece.text)

    def _must_turn(self, piece: Piece) -> bool:
        if not self.filled:
            return False
        at_heading = (
            piece.kind == "heading"
            and piece.level <= TURNING_LEVEL
            and self.filled > self.size * EARLY_BREAK
        )
        return at_heading or self.filled + len(piece.text) > self.size

    def _turn(self) -> None:
        """Start a page, and move headings to it that would be stranded at the foot of the last."""
        last = self.pages[-1]
        keep = len(last)
        while keep > 1 and last[keep - 1].kind == "heading":
            keep -= 1
        if last[0].kind == "heading" and keep == 1:
            keep = len(last)
        self.pages[-1], carried = last[:keep], last[keep:]
        self.pages.append(carried)
        self.filled = sum(len(piece.text) for piece in carried)


def flow_pages(pieces: Iterable[Piece], *, size: int, name: str = "Page") -> list[ParsedPage]:
    """Return pages of about ``size`` characters, broken between blocks.

    A page is labelled with its section ("Travel policy", then "Travel policy (2)"), or with
    ``name`` and its number before the first heading.
    """
    cutter = _Cutter(size)
    for piece in pieces:
        for part in split_piece(piece, size=size):
            cutter.add(part)
    filled = [page for page in cutter.pages if page]
    labels = _section_labels(filled, name=name)
    return [
        page_of(page, number=number, label=label)
        for number, (page, label) in enumerate(zip(filled, labels, strict=True), start=1)
    ]


def page_of(pieces: Iterable[Piece], *, number: int, label: str) -> ParsedPage:
    """Join pieces into a page whose blocks give each one's span."""
    texts, blocks, end = list[str](), list[Block](), 0
    for piece in pieces:
        gap = GAP if end else ""
        texts += gap, piece.text
        start = end + len(gap)
        end = start + len(piece.text)
        blocks.append(Block(piece.kind, start, end, piece.level))
    return ParsedPage(number, label, "".join(texts), blocks)


def _section_labels(pages: list[list[Piece]], *, name: str) -> list[str]:
    labels, section, part = list[str](), "", 1
    for number, page in enumerate(pages, start=1):
        opening = next((p.text for p in page[:1] if p.kind == "heading"), "")
        first = opening or (not section and next((p.text for p in page if p.kind == "heading"), ""))
        section, part = (shorten(first), 1) if first else (section, part + 1)
        labels.append(_label(section, part) if section else f"{name} {number}")
        section, part = _last_section(page, section=section, part=part)
    return labels


def _label(section: str, part: int) -> str:
    return section if part == 1 else f"{section} ({part})"


def _last_section(page: list[Piece], *, section: str, part: int) -> tuple[str, int]:
    """Return the section that continues after this page, and the number of its last part."""
    last = next((p.text for p in reversed(page) if p.kind == "heading"), "")
    shortened = shorten(last)
    return (shortened, 1) if last and shortened != section else (section, part)


def shorten(text: str) -> str:
    """Return a heading as a label: one line, cut to 80 characters."""
    line = one_line(text)
    return line if len(line) <= LABEL_LENGTH else line[: LABEL_LENGTH - 1].rstrip() + "…"


def split_piece(piece: Piece, *, size: int) -> Iterator[Piece]:
    """Yield the piece whole if it is under 1.5 pages, else cut at sentences, lines or rows."""
    if len(piece.text) <= size * TOO_LONG:
        yield piece
    elif piece.kind == "table":
        yield from (replace(piece, text=part) for part in split_table(piece.text, size=size))
    else:
        yield from (replace(piece, text=part) for part in split_text(piece.text, size=size))


def split_table(text: str, *, size: int) -> Iterator[str]:
    """Yield parts of a pipe table, each with the table's header."""
    header, rule, *rows = text.split("\n")
    part, length = [header, rule], len(header) + len(rule)
    for row in rows:
        if len(part) > TABLE_HEAD and length + len(row) > size:
            yield "\n".join(part)
            part, length = [header, rule], len(header) + len(rule)
        part.append(row)
        length += len(row) + 1
    yield "\n".join(part)


def split_text(text: str, *, size: int) -> Iterator[str]:
    """Yield parts of at most ``size`` characters, cut after a sentence, a line or a word."""
    start = 0
    while len(text) - start > size:
        cut = _best_cut(text, start=start, end=start + size)
        yield text[start:cut].strip()
        start = cut
    if rest := text[start:].strip():
        yield rest


def _best_cut(text: str, *, start: int, end: int) -> int:
    middle = start + (end - start) // 2
    sentences = [found.end() for found in SENTENCE_END.finditer(text, middle, end)]
    if sentences:
        return sentences[-1]
    space = text.rfind(" ", middle, end)
    return space + 1 if space > 0 else end

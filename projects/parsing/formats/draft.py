"""What every format's parser takes and returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from projects.parsing.errors import Unreadable
from projects.parsing.flow import Piece, flow_pages, shorten
from projects.parsing.limits import Limits
from projects.parsing.model import ParsedPage
from projects.parsing.ocr.eyes import Eyes

TOP_LEVELS = 2
SPARE = 3


@dataclass(frozen=True)
class Source:
    """A file to read; ``kind`` is its detected format, ``eyes`` read the pictures in it."""

    path: Path
    filename: str
    kind: str
    limits: Limits
    on_progress: Callable[[int, int], None]
    eyes: Eyes | None = None

    def page_size(self, characters: int) -> int:
        """Return the characters per page: more for a text that would fill too many pages."""
        return max(self.limits.page_characters, characters * SPARE // self.limits.max_pages)

    def flow(self, pieces: Iterable[Piece], *, title: str = "", kind: str = "") -> Draft:
        """Return the non-blank pieces, cut into pages. Raises Unreadable: oversized."""
        kept = [piece for piece in pieces if piece.text.strip()]
        if sum(len(piece.text) for piece in kept) > self.limits.max_characters:
            raise Unreadable("oversized")
        size = self.page_size(sum(len(piece.text) for piece in kept))
        pages = flow_pages(kept, size=size)
        return Draft(pages, title=title or first_title(kept), kind=kind)


@dataclass(frozen=True)
class Draft:
    """Pages, the document's own title, and its kind if reading found another than detected."""

    pages: list[ParsedPage]
    title: str = ""
    kind: str = ""


def first_title(pieces: list[Piece]) -> str:
    """Return a level 1 or 2 heading among the first three pieces, or nothing."""
    return next((p.text for p in pieces[:3] if p.kind == "heading" and p.level <= TOP_LEVELS), "")


def opening_heading(pages: list[ParsedPage]) -> str:
    """Return the first heading of the first page, which serves as a presentation's title."""
    for page in pages[:1]:
        for block in page.blocks:
            if block.kind == "heading":
                return page.text[block.start : block.end]
    return ""


def slide_label(number: int, pieces: Iterable[Piece], *, hidden: bool) -> str:
    """Return what a citation calls a slide: its number and title, and whether it is hidden."""
    title = next((piece.text for piece in pieces if piece.kind == "heading"), "")
    name = f"Slide {number} (hidden)" if hidden else f"Slide {number}"
    return f"{name}: {shorten(title)}" if title else name

"""OpenDocument presentations: a slide is a page (OASIS ODF 1.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from projects.parsing.cleaning import one_line
from projects.parsing.errors import Unreadable
from projects.parsing.flow import Piece, page_of, shorten
from projects.parsing.formats.draft import Draft, Source, opening_heading
from projects.parsing.formats.odt import body_of, pieces_of
from projects.parsing.model import ParsedPage

DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
SHOW = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
NOTES = f"{SHOW}notes"
LEFT_OUT = ("page", "header", "footer", "date-time", "page-number")

Element = Any


def parse(source: Source) -> Draft:
    """Read an OpenDocument presentation, one page per slide. Raises Unreadable: too_many_pages."""
    body = body_of(source)
    slides = [] if body is None else list(body.iter(f"{DRAW}page"))
    if len(slides) > source.limits.max_pages:
        raise Unreadable("too_many_pages")
    pages = [_slide_page(slide, number=number) for number, slide in enumerate(slides, start=1)]
    return Draft(pages, title=opening_heading(pages))


def _slide_page(slide: Element, *, number: int) -> ParsedPage:
    pieces = [piece for shape in slide if shape.tag != NOTES for piece in _shape_pieces(shape)]
    pieces.sort(key=lambda piece: piece.kind != "heading")
    title = next((piece.text for piece in pieces if piece.kind == "heading"), "")
    label = f"Slide {number}: {shorten(title)}" if title else f"Slide {number}"
    notes = [piece for part in slide.iterchildren(NOTES) for piece in _notes_pieces(part)]
    return page_of([*pieces, *notes], number=number, label=label)


def _shape_pieces(shape: Element) -> Iterator[Piece]:
    role = shape.get(f"{SHOW}class", "")
    pieces = [piece for piece in pieces_of(shape) if piece.text]
    if role in LEFT_OUT:
        return
    if role == "title" and pieces:
        yield Piece("heading", one_line(" ".join(piece.text for piece in pieces)), 1)
    else:
        yield from pieces


def _notes_pieces(notes: Element) -> Iterator[Piece]:
    pieces = [piece for shape in notes for piece in _shape_pieces(shape)]
    if pieces:
        yield Piece("heading", "Notes", 2)
        yield from pieces

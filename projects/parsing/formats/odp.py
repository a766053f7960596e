"""OpenDocument presentations: a slide is a page (OASIS ODF 1.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from projects.parsing.cleaning import one_line
from projects.parsing.errors import Unreadable
from projects.parsing.flow import Piece, page_of
from projects.parsing.formats.draft import Draft, Source, opening_heading, slide_label
from projects.parsing.formats.odf import DRAW, SHOW, Styles, open_document
from projects.parsing.formats.odt import Reader
from projects.parsing.model import ParsedPage

SVG: Final = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
NOTES: Final = f"{SHOW}notes"
LEFT_OUT: Final = ("page", "header", "footer", "date-time", "page-number")
LENGTH: Final = re.compile(r"(-?\d{1,6}(?:\.\d{1,9})?)(cm|mm|in|pt)")
POINTS: Final = {"cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0, "pt": 1.0}
# A quarter of an inch: shapes whose tops are that close are read left to right.
SAME_HEIGHT: Final = 18.0

Element = Any


def parse(source: Source) -> Draft:
    """Read an OpenDocument presentation, one page per slide. Raises Unreadable: too_many_pages."""
    document = open_document(source)
    slides = [] if document.body is None else list(document.body.iter(f"{DRAW}page"))
    if len(slides) > source.limits.max_pages:
        raise Unreadable("too_many_pages")
    pages = [
        _slide_page(slide, document.styles, number=number)
        for number, slide in enumerate(slides, start=1)
    ]
    return Draft(pages, title=document.title or opening_heading(pages))


def _slide_page(slide: Element, styles: Styles, *, number: int) -> ParsedPage:
    shapes = sorted((shape for shape in slide if shape.tag != NOTES), key=_place)
    pieces = [piece for shape in shapes for piece in _shape_pieces(shape, styles)]
    pieces.sort(key=lambda piece: piece.kind != "heading")
    notes = [piece for part in slide.iterchildren(NOTES) for piece in _notes_pieces(part, styles)]
    hidden = ("drawing-page", slide.get(f"{DRAW}style-name", "")) in styles.hidden
    label = slide_label(number, pieces, hidden=hidden)
    return page_of([*pieces, *notes], number=number, label=label)


def _place(shape: Element) -> tuple[int, float]:
    """Return where to read a shape: from the top down; one without a place comes first."""
    top, left = _length(shape, "y"), _length(shape, "x")
    return (-1, 0.0) if top is None else (int(max(0.0, top) // SAME_HEIGHT), left or 0.0)


def _length(shape: Element, name: str) -> float | None:
    found = LENGTH.fullmatch(shape.get(f"{SVG}{name}", ""))
    return float(found[1]) * POINTS[found[2]] if found else None


def _shape_pieces(shape: Element, styles: Styles) -> Iterator[Piece]:
    role = shape.get(f"{SHOW}class", "")
    if role in LEFT_OUT:
        return
    pieces = [piece for piece in Reader(styles).pieces(shape) if piece.text]
    if role == "title" and pieces:
        yield Piece("heading", one_line(" ".join(piece.text for piece in pieces)), 1)
    else:
        yield from pieces


def _notes_pieces(notes: Element, styles: Styles) -> Iterator[Piece]:
    pieces = [piece for shape in notes for piece in _shape_pieces(shape, styles)]
    if pieces:
        yield Piece("heading", "Notes", 2)
        yield from pieces

"""PowerPoint files: one page per slide, in presentation order, with its notes at the end.

Read straight from the XML (ECMA-376 part 1, PresentationML and DrawingML).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from projects.parsing.cleaning import one_line, tidy
from projects.parsing.errors import Unreadable
from projects.parsing.flow import Piece, page_of, shorten
from projects.parsing.formats.draft import Draft, Source, opening_heading
from projects.parsing.formats.ooxml import FALLBACK, Package
from projects.parsing.model import ParsedPage
from projects.parsing.tables import pipe_table
from projects.parsing.zips import open_zip

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TITLES = ("title", "ctrTitle")
LEFT_OUT = ("sldNum", "dt", "ftr", "hdr", "sldImg")
# A quarter of an inch in EMU: shapes whose tops are that close are read left to right.
SAME_HEIGHT = 228_600
SHAPES = (f"{P}sp", f"{P}graphicFrame", f"{P}cxnSp")

Element = Any


def parse(source: Source) -> Draft:
    """Read a presentation, one page per slide. Raises Unreadable: too_many_pages."""
    with open_zip(source.path, limits=source.limits) as archive:
        package = Package(archive)
        slides = slide_parts(package)
        if len(slides) > source.limits.max_pages:
            raise Unreadable("too_many_pages")
        pages = []
        for number, part in enumerate(slides, start=1):
            pages.append(_slide_page(package, part, number=number))
            source.on_progress(number, len(slides))
        return Draft(pages, title=package.title() or opening_heading(pages))


def slide_parts(package: Package) -> list[str]:
    """Return the slides in presentation order, which their file names need not follow."""
    main = package.main_part("ppt/presentation.xml")
    related = package.related(main)
    ids = (entry.get(R_ID, "") for entry in package.xml(main).iter(f"{P}sldId"))
    parts = [related[relation][1] for relation in ids if relation in related]
    return [part for part in parts if package.has(part)]


def _slide_page(package: Package, part: str, *, number: int) -> ParsedPage:
    pieces = list(_shape_pieces(package.xml(part)))
    pieces.sort(key=lambda piece: piece.kind != "heading")
    related = dict(package.related(part).values())
    notes = _notes_pieces(package, related.get("notesSlide", ""))
    title = next((piece.text for piece in pieces if piece.kind == "heading"), "")
    label = f"Slide {number}: {shorten(title)}" if title else f"Slide {number}"
    return page_of([*pieces, *notes], number=number, label=label)


def _notes_pieces(package: Package, part: str) -> list[Piece]:
    if not part or not package.has(part):
        return []
    pieces = list(_shape_pieces(package.xml(part)))
    return [Piece("heading", "Notes", 2), *pieces] if pieces else []


def _shape_pieces(root: Element) -> Iterator[Piece]:
    for shape in _in_order(root):
        if _placeholder(shape) not in LEFT_OUT:
            yield from _one_shape(shape)


def _in_order(root: Element) -> list[Element]:
    """Return shapes in reading order: those placed by the layout, then from the top down.

    The file has them in drawing order. A group is read as one.
    """
    shapes = [
        shape
        for shape in root.iter(*SHAPES)
        if not any(parent.tag == FALLBACK for parent in shape.iterancestors())
    ]
    return sorted(shapes, key=_place)


def _place(shape: Element) -> tuple[int, int]:
    groups = list(shape.iterancestors(f"{P}grpSp"))
    outermost = groups[-1] if groups else shape
    offset = next(outermost.iter(f"{A}off", f"{P}txBody"), None)
    if offset is None or offset.tag != f"{A}off":
        return (-1, 0)
    x, y = (int(offset.get(name, "0")) for name in ("x", "y"))
    return (max(0, y) // SAME_HEIGHT, x)


def _placeholder(shape: Element) -> str:
    found = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
    return "" if found is None else found.get("type", "body")


def _one_shape(shape: Element) -> Iterator[Piece]:
    for table in shape.iter(f"{A}tbl"):
        if text := pipe_table(_table_rows(table)):
            yield Piece("table", text)
        return
    lines = [(depth, text) for depth, text in _text_lines(shape) if text]
    if _placeholder(shape) in TITLES and lines:
        yield Piece("heading", " ".join(text for _, text in lines), 1)
    elif _placeholder(shape) in ("body", "obj") and len(lines) > 1:
        yield Piece("list", "\n".join(f"{'  ' * depth}- {text}" for depth, text in lines))
    elif lines:
        yield Piece("paragraph", tidy("\n".join(text for _, text in lines)))


def _text_lines(shape: Element) -> Iterator[tuple[int, str]]:
    for paragraph in shape.iter(f"{A}p"):
        properties = paragraph.find(f"{A}pPr")
        level = "0" if properties is None else properties.get("lvl", "0")
        yield (int(level) if level.isdigit() else 0), one_line(_paragraph_text(paragraph))


def _paragraph_text(paragraph: Element) -> str:
    parts = (
        " " if node.tag == f"{A}br" else node.text or ""
        for node in paragraph.iter(f"{A}t", f"{A}br")
    )
    return "".join(parts)


def _table_rows(table: Element) -> list[list[str]]:
    return [
        [" ".join(text for _, text in _text_lines(cell)) for cell in row.iterchildren(f"{A}tc")]
        for row in table.iterchildren(f"{A}tr")
    ]

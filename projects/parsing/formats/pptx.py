"""PowerPoint files: one page per slide, in presentation order, with its notes at the end.

Read straight from the XML (ECMA-376 part 1, PresentationML and DrawingML).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from projects.parsing.cleaning import one_line, tidy
from projects.parsing.errors import Unreadable
from projects.parsing.flow import Piece, page_of
from projects.parsing.formats.charts import chart_pieces
from projects.parsing.formats.counting import BULLET, shaped, whole
from projects.parsing.formats.draft import Draft, Source, opening_heading, slide_label
from projects.parsing.formats.items import marked, with_lists
from projects.parsing.formats.ooxml import FALLBACK, Package
from projects.parsing.model import ParsedPage
from projects.parsing.tables import LONGEST_REPEATED, pipe_table
from projects.parsing.zips import open_zip

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TITLES = ("title", "ctrTitle")
LEFT_OUT = ("sldNum", "dt", "ftr", "hdr", "sldImg")
# A quarter of an inch in EMU: shapes whose tops are that close are read left to right.
SAME_HEIGHT = 228_600
SHAPES = (f"{P}sp", f"{P}graphicFrame", f"{P}cxnSp")
LISTS = ("body", "obj")
SCHEME: Final = re.compile(r"(alphaLc|alphaUc|romanLc|romanUc)?.*?(ParenBoth|ParenR|Plain)?")
NUMBERS: Final = {
    "alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}  # fmt: skip
AROUND: Final = {"ParenBoth": "({})", "ParenR": "{})", "Plain": "{}"}
DEEPEST_LIST: Final = 8

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
    root, related = package.xml(part), package.related(part)
    pieces = [piece for shape in _in_order(root) for piece in _one_shape(shape)]
    pieces.sort(key=lambda piece: piece.kind != "heading")
    for kind, drawn in related.values():
        pieces += drawn_pieces(package, kind, drawn)
    notes = _notes_pieces(package, dict(related.values()).get("notesSlide", ""))
    label = slide_label(number, pieces, hidden=root.get("show") in ("0", "false"))
    return page_of([*pieces, *notes], number=number, label=label)


def _notes_pieces(package: Package, part: str) -> list[Piece]:
    if not part or not package.has(part):
        return []
    pieces = [
        Piece("paragraph", text)
        for shape in _in_order(package.xml(part))
        if (text := "\n".join(filter(None, map(_paragraph_text, shape.iter(f"{A}p")))))
    ]
    return [Piece("heading", "Notes", 2), *pieces] if pieces else []


def _in_order(root: Element) -> list[Element]:
    """Return shapes in reading order: those placed by the layout, then from the top down.

    The file has them in drawing order. A group is read as one.
    """
    shapes = [
        shape
        for shape in root.iter(*SHAPES)
        if not any(parent.tag == FALLBACK for parent in shape.iterancestors())
        and _placeholder(shape) not in LEFT_OUT
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
        look = table.find(f"{A}tblPr")
        marked = look is not None and look.get("firstRow") in ("1", "true")
        if text := pipe_table(_table_rows(table), headed=marked or None):
            yield Piece("table", text)
        return
    if _placeholder(shape) in TITLES:
        if title := " ".join(filter(None, map(_paragraph_text, shape.iter(f"{A}p")))):
            yield Piece("heading", title, 1)
    else:
        yield from with_lists(_joined(list(_shape_lines(shape))))


def _joined(lines: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the lines of a shape, those without marks together."""
    for kind, group in groupby(lines, key=lambda piece: piece.kind):
        if kind == "list":
            yield from group
        else:
            yield Piece("paragraph", tidy("\n".join(piece.text for piece in group)))


def _shape_lines(shape: Element) -> Iterator[Piece]:
    """Yield the paragraphs of a shape behind their marks; several of a placeholder are a list."""
    paragraphs = [(each, text) for each in shape.iter(f"{A}p") if (text := _paragraph_text(each))]
    usual = BULLET if _placeholder(shape) in LISTS and len(paragraphs) > 1 else ""
    counter, looks = Counter(), shape.find(f".//{A}lstStyle")
    for paragraph, text in paragraphs:
        properties = paragraph.find(f"{A}pPr")
        depth = min(DEEPEST_LIST, _depth(properties))
        inherited = None if looks is None else looks.find(f"{A}lvl{depth + 1}pPr")
        mark = _mark((properties, inherited), counter, depth, usual)
        yield marked(text, mark, depth=depth)


def _depth(properties: Element | None) -> int:
    return 0 if properties is None else whole(properties.get("lvl"), 0)


def _mark(looks: Iterable[Element | None], counter: Counter, depth: int, usual: str) -> str:
    """Return what stands before a paragraph by the first look that says so."""
    for look in looks:
        for element in () if look is None else look:
            if element.tag == f"{A}buAutoNum":
                start = whole(element.get("startAt"), 1)
                return counter.mark(depth, element.get("type", ""), start=start)
            if element.tag in (f"{A}buNone", f"{A}buChar", f"{A}buBlip"):
                counter.stop(depth)
                return "" if element.tag == f"{A}buNone" else BULLET
    counter.stop(depth)
    return usual


@dataclass
class Counter:
    """Counts the numbered paragraphs of a shape; another paragraph between them ends a count."""

    counts: dict[int, tuple[str, int, int]] = field(default_factory=dict)

    def mark(self, depth: int, scheme: str, *, start: int) -> str:
        """Count a paragraph and return its number, by its ``ST_TextAutonumberScheme``."""
        self.stop(depth + 1)
        kind, first, count = self.counts.get(depth, ("", 0, 0))
        count = count + 1 if (kind, first) == (scheme, start) else start
        self.counts[depth] = (scheme, start, count)
        found = SCHEME.fullmatch(scheme)
        shape, around = (found[1], found[2]) if found else ("", "")
        number = shaped(count, NUMBERS.get(shape or "", "decimal"))
        return AROUND.get(around or "", "{}.").format(number)

    def stop(self, depth: int) -> None:
        """End the counts of this level and of those below it."""
        self.counts = {each: count for each, count in self.counts.items() if each < depth}


def _paragraph_text(paragraph: Element) -> str:
    parts = (
        " " if node.tag == f"{A}br" else node.text or ""
        for node in paragraph.iter(f"{A}t", f"{A}br")
    )
    return one_line("".join(parts))


def _table_rows(table: Element) -> list[list[str]]:
    """Return rows in which a short cell that covers several rows is in each of them."""
    above: dict[int, str] = {}
    rows = []
    for row in table.iterchildren(f"{A}tr"):
        texts = []
        for column, cell in enumerate(row.iterchildren(f"{A}tc")):
            goes_on = cell.get("vMerge") in ("1", "true")
            text = " ".join(filter(None, map(_paragraph_text, cell.iter(f"{A}p"))))
            text = above.get(column, "") if goes_on else text
            above[column] = text if len(text) <= LONGEST_REPEATED else ""
            texts.append(text)
        rows.append(texts)
    return rows


def drawn_pieces(package: Package, kind: str, part: str) -> list[Piece]:
    """Return the words of a diagram or the figures of a chart that belongs to a slide."""
    if kind not in ("chart", "diagramData") or not package.has(part):
        return []
    root = package.xml(part)
    if kind == "chart":
        return chart_pieces(root)
    texts = (_paragraph_text(paragraph) for paragraph in root.iter(f"{A}p"))
    lines = [f"{BULLET} {text}" for text in texts if text]
    return [Piece("list", "\n".join(lines))] if lines else []

"""Word files: the running text with its headings, lists, tables, notes and text boxes.

Read straight from the XML (ECMA-376 part 1, WordprocessingML): python-docx skips content controls,
links, tracked insertions and text boxes, where clients' templates keep much of their text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from projects.parsing.cleaning import one_line, tidy
from projects.parsing.flow import Piece
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.ooxml import Package
from projects.parsing.tables import LONGEST_REPEATED, WIDEST_SPAN, pipe_table
from projects.parsing.zips import open_zip

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
LOOSE = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
HEADING_NAME = re.compile(r"heading (\d)|(title)$", re.IGNORECASE)
BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " ", f"{W}noBreakHyphen": "-"}
HIDDEN = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", FALLBACK}
CONTAINERS = {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}body"}
HEX_SIGN = re.compile("[0-9a-fA-F]{4}")
NOTES = ("footnotes", "endnotes")
BODY_LEVEL = 9
FEWEST_COLUMNS = 2

Element = Any


@dataclass(frozen=True)
class Styles:
    """What style ids mean for structure: which are headings, with their level, and which lists."""

    levels: dict[str, int]
    lists: frozenset[str]


def parse(source: Source) -> Draft:
    """Read the body and the notes of a Word file."""
    with open_zip(source.path, limits=source.limits) as archive:
        package = WordPackage(archive)
        main = package.main_part("word/document.xml")
        related = dict(package.related(main).values())
        styles = _read_styles(package, related.get("styles", ""))
        pieces = list(body_pieces(package.xml(main), styles))
        for kind in NOTES:
            pieces += note_pieces(package, related.get(kind, ""), styles)
        return source.flow(pieces, title=package.title())


class WordPackage(Package):
    """Reads the strict variant of the format as the transitional one."""

    def bytes(self, name: str) -> bytes:
        """Return a part, with strict namespaces replaced by transitional ones."""
        return super().bytes(name).replace(STRICT, LOOSE)


def _read_styles(package: Package, part: str) -> Styles:
    if not part or not package.has(part):
        return Styles({}, frozenset())
    styles = {style.get(f"{W}styleId", ""): style for style in package.xml(part).iter(f"{W}style")}
    levels = {name: style_level(name, styles) for name in styles}
    lists = frozenset(n for n, s in styles.items() if "list" in _style_name(s).lower())
    return Styles({name: level for name, level in levels.items() if level}, lists)


def _style_name(style: Element) -> str:
    name = style.find(f"{W}name")
    return "" if name is None else name.get(f"{W}val", "")


def style_level(style_id: str, styles: dict[str, Element]) -> int:
    """Return the heading level of a style or its nearest ancestor; ten steps bound a cycle."""
    for _ in range(10):
        style = styles.get(style_id)
        if style is None:
            return 0
        if level := _named_level(_style_name(style)) or _outline_level(style.find(f"{W}pPr")):
            return level
        based = style.find(f"{W}basedOn")
        style_id = "" if based is None else based.get(f"{W}val", "")
    return 0


def _named_level(name: str) -> int:
    found = HEADING_NAME.match(name)
    return 0 if not found else int(found[1]) if found[1] else 1


def _outline_level(properties: Element | None) -> int:
    outline = None if properties is None else properties.find(f"{W}outlineLvl")
    value = "9" if outline is None else outline.get(f"{W}val", "9")
    return int(value) + 1 if value.isdigit() and int(value) < BODY_LEVEL else 0


def body_pieces(element: Element, styles: Styles) -> Iterator[Piece]:
    """Yield blocks in order, with the lines of one list joined."""
    lines: list[str] = []
    for piece in _raw_pieces(element, styles):
        if piece.kind == "list":
            lines.append(piece.text)
            continue
        yield from _list_piece(lines)
        lines = []
        yield piece
    yield from _list_piece(lines)


def _list_piece(lines: list[str]) -> Iterator[Piece]:
    if lines:
        yield Piece("list", "\n".join(lines))


def _raw_pieces(element: Element, styles: Styles) -> Iterator[Piece]:
    for child in element:
        if child.tag == f"{W}p":
            yield from _paragraph_pieces(child, styles)
        elif child.tag == f"{W}tbl":
            yield from _table_pieces(child, styles)
        elif child.tag in CONTAINERS:
            yield from _raw_pieces(child, styles)


def _paragraph_pieces(paragraph: Element, styles: Styles) -> Iterator[Piece]:
    text = tidy("".join(run_text(paragraph)))
    properties = paragraph.find(f"{W}pPr")
    if text:
        yield _shaped(text, properties, styles)
    for box in _own_boxes(paragraph):
        yield from _raw_pieces(box, styles)


def _own_boxes(paragraph: Element) -> Iterator[Element]:
    """Yield a paragraph's text boxes, without those in the paragraphs of other boxes."""
    for box in paragraph.iter(f"{W}txbxContent"):
        if next(box.iterancestors(f"{W}p")) is paragraph and not _is_repeated(box):
            yield box


def _is_repeated(element: Element) -> bool:
    """Whether this is an older program's copy of what newer ones read beside it."""
    return next(element.iterancestors(FALLBACK), None) is not None


def _shaped(text: str, properties: Element | None, styles: Styles) -> Piece:
    style = None if properties is None else properties.find(f"{W}pStyle")
    style_id = "" if style is None else style.get(f"{W}val", "")
    level = min(6, _outline_level(properties) or styles.levels.get(style_id, 0))
    if level:
        return Piece("heading", one_line(text), level)
    numbering = None if properties is None else properties.find(f"{W}numPr")
    if numbering is not None or style_id in styles.lists:
        return Piece("list", f"{'  ' * _depth_of(numbering)}- {one_line(text)}")
    return Piece("paragraph", text)


def _depth_of(numbering: Element | None) -> int:
    level = None if numbering is None else numbering.find(f"{W}ilvl")
    value = "0" if level is None else level.get(f"{W}val", "0")
    return min(6, int(value)) if value.isdigit() else 0


def run_text(element: Element) -> Iterator[str]:
    """Yield the text a reader sees in a paragraph, without its text boxes."""
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in BREAKS:
            yield BREAKS[child.tag]
        elif child.tag == f"{W}sym":
            yield _sign(child.get(f"{W}char", ""))
        elif child.tag not in HIDDEN and child.tag != f"{W}txbxContent":
            yield from run_text(child)


def _sign(code: str) -> str:
    """Return a symbol font's character, by its code in the private use area."""
    return chr(int(code, 16)) if HEX_SIGN.fullmatch(code) else ""


def _table_pieces(table: Element, styles: Styles) -> Iterator[Piece]:
    rows = _table_rows(table)
    if max((len(row) for row in rows), default=0) < FEWEST_COLUMNS:
        for cell in table.iterchildren(f"{W}tr"):
            yield from (p for inner in _row_cells(cell) for p in _raw_pieces(inner, styles))
    elif text := pipe_table(rows):
        yield Piece("table", text)


def _table_rows(table: Element) -> list[list[str]]:
    """Return rows with every cell in its own column, merged ones as ``unmerged`` returns them."""
    above: dict[int, str] = {}
    rows = []
    for row in table.iterchildren(f"{W}tr"):
        texts: list[str] = []
        for cell in _row_cells(row):
            properties = cell.find(f"{W}tcPr")
            goes_on = _goes_on(properties)
            text = above.get(len(texts), "") if goes_on else _cell_text(cell)
            above[len(texts)] = text if len(text) <= LONGEST_REPEATED else ""
            texts += [text] + [""] * (_columns_of(properties) - 1)
        rows.append(texts)
    return rows


def _goes_on(properties: Element | None) -> bool:
    """Whether a cell continues the one above it."""
    merge = None if properties is None else properties.find(f"{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _columns_of(properties: Element | None) -> int:
    span = None if properties is None else properties.find(f"{W}gridSpan")
    value = "1" if span is None else span.get(f"{W}val", "1")
    return min(max(1, int(value)), WIDEST_SPAN) if value.isdecimal() else 1


def _row_cells(row: Element) -> list[Element]:
    return [cell for cell in row.iter(f"{W}tc") if _nearest_row(cell) is row]


def _nearest_row(cell: Element) -> Element:
    return next(cell.iterancestors(f"{W}tr"), None)


def _cell_text(cell: Element) -> str:
    paragraphs = (each for each in cell.iter(f"{W}p") if not _is_repeated(each))
    return " ".join("".join(run_text(paragraph)) for paragraph in paragraphs)


def note_pieces(package: Package, part: str, styles: Styles) -> list[Piece]:
    """Return footnotes or endnotes; those with a type are only separator lines."""
    if not part or not package.has(part):
        return []
    notes = (note for note in package.xml(part) if note.get(f"{W}type") is None)
    return [piece for note in notes for piece in _raw_pieces(note, styles)]

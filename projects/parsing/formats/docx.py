"""Word files: the running text with its headings, lists, tables, notes and text boxes.

Read straight from the XML (ECMA-376 part 1, WordprocessingML): python-docx skips content controls,
links, tracked insertions and text boxes, where clients' templates keep much of their text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from projects.parsing.cleaning import tidy
from projects.parsing.flow import Piece
from projects.parsing.formats.counting import BULLET
from projects.parsing.formats.draft import Draft, Source, first_title
from projects.parsing.formats.items import marked, numbered, with_lists
from projects.parsing.formats.margins import Margin, margins_of, told, without_page_numbers
from projects.parsing.formats.numbering import Numbering, W, read_numbering, use_in
from projects.parsing.formats.ooxml import FALLBACK, Package
from projects.parsing.formats.runs import is_bold, run_text
from projects.parsing.formats.unseen import drop_unseen, shading_styles
from projects.parsing.tables import LONGEST_REPEATED, WIDEST_SPAN, pipe_table
from projects.parsing.zips import open_zip

STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
LOOSE = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEADING_NAME = re.compile(r"heading (\d)|(title)$", re.IGNORECASE)
ROW_FRAMES = (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml")
CONTAINERS = {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}body"}
NOTES = ("footnotes", "endnotes")
BODY_LEVEL = 9
DEEPEST_LIST = 6
GONE = (f"{W}del", f"{W}moveFrom", f"{W}vanish")
UNMARKED_LISTS = ("list paragraph", "list continue")
FEWEST_COLUMNS = 2

Element = Any


@dataclass(frozen=True)
class Styles:
    """What style ids mean for structure: which are headings, with their level, and which lists.

    ``numbering`` counts the paragraphs as they are read. ``headed`` are the styles of tables that
    set off the first row, ``shading`` those that paint behind their words.
    """

    levels: dict[str, int]
    lists: frozenset[str]
    numbering: Numbering
    headed: frozenset[str]
    shading: frozenset[str]

    def mark_of(self, properties: Element | None) -> tuple[str, int]:
        """Count a paragraph; return the mark that Word shows before it, or none, and its depth."""
        style = style_of(properties)
        use = self.numbering.use_of(properties, style)
        if use:
            return self.numbering.mark(use), min(DEEPEST_LIST, use.level or 0)
        listed = style in self.lists and not use_in(properties).number
        return BULLET * listed, 0


def parse(source: Source) -> Draft:
    """Read the body, the notes and the margins of a Word file."""
    with open_zip(source.path, limits=source.limits) as archive:
        package = WordPackage(archive)
        main = package.main_part("word/document.xml")
        parts = package.related(main)
        related = dict(parts.values())
        styles = _read_styles(package, related)
        root = package.xml(main)
        margins = margins_of(root, parts)
        every_page = (package.xml(each.part) for each in margins if package.has(each.part))
        drop_unseen(root, styles.shading, margins=every_page)
        pieces = list(body_pieces(root, styles))
        for kind in NOTES:
            pieces += note_pieces(package, related.get(kind, ""), styles)
        title = package.title() or first_title(pieces)
        above, below = margin_pieces(package, margins, styles, pieces)
        return source.flow([*above, *pieces, *below], title=title)


class WordPackage(Package):
    """Reads the strict variant of the format as the transitional one."""

    def bytes(self, name: str) -> bytes:
        """Return a part, with strict namespaces replaced by transitional ones."""
        return super().bytes(name).replace(STRICT, LOOSE)


def _read_styles(package: Package, related: dict[str, str]) -> Styles:
    part, numbers = related.get("styles", ""), related.get("numbering", "")
    root = package.xml(part) if part and package.has(part) else None
    written = () if root is None else root.iter(f"{W}style")
    styles = {style.get(f"{W}styleId", ""): style for style in written}
    levels = {name: style_level(name, styles) for name in styles}
    lists = frozenset(name for name, style in styles.items() if _is_list(_style_name(style)))
    counted = package.xml(numbers) if numbers and package.has(numbers) else None
    return Styles(
        {name: level for name, level in levels.items() if level},
        lists,
        read_numbering(counted, styles),
        frozenset(name for name, style in styles.items() if _sets_off_first_row(style)),
        shading_styles(styles),
    )


def _sets_off_first_row(style: Element) -> bool:
    looks = style.iterchildren(f"{W}tblStylePr")
    return any(look.get(f"{W}type") == "firstRow" for look in looks)


def _is_list(name: str) -> bool:
    return "list" in name.lower() and not name.lower().startswith(UNMARKED_LISTS)


def _style_name(style: Element) -> str:
    name = style.find(f"{W}name")
    return "" if name is None else name.get(f"{W}val", "")


def style_level(style_id: str, styles: dict[str, Element]) -> int:
    """Return the heading level of a style or its nearest ancestor; ten steps bound a cycle."""
    for _ in range(10):
        style = styles.get(style_id)
        if style is None:
            return 0
        level = _named_level(_style_name(style)) or _outline_level(style.find(f"{W}pPr"))
        if level is not None:
            return level
        based = style.find(f"{W}basedOn")
        style_id = "" if based is None else based.get(f"{W}val", "")
    return 0


def _named_level(name: str) -> int:
    found = HEADING_NAME.match(name)
    return 0 if not found else int(found[1]) if found[1] else 1


def _outline_level(properties: Element | None) -> int | None:
    """Return the heading level that properties set, 0 for body text, or None if they set none."""
    outline = None if properties is None else properties.find(f"{W}outlineLvl")
    if outline is None:
        return None
    value = outline.get(f"{W}val", "")
    return int(value) + 1 if value.isdecimal() and int(value) < BODY_LEVEL else 0


def body_pieces(element: Element, styles: Styles) -> Iterator[Piece]:
    """Yield blocks in order, with the lines of one list joined."""
    return with_lists(_raw_pieces(element, styles))


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
    if text or not _is_gone(properties):
        mark, depth = styles.mark_of(properties)
        if text:
            yield marked(text, mark, depth=depth, level=_level_of(properties, styles))
    for box in _own_boxes(paragraph):
        yield from _raw_pieces(box, styles)


def _is_gone(properties: Element | None) -> bool:
    """Whether an empty paragraph was deleted or hidden, so that Word does not count it."""
    look = None if properties is None else properties.find(f"{W}rPr")
    return look is not None and any(look.find(name) is not None for name in GONE)


def _own_boxes(paragraph: Element) -> Iterator[Element]:
    """Yield a paragraph's text boxes, without those in the paragraphs of other boxes."""
    for box in paragraph.iter(f"{W}txbxContent"):
        if next(box.iterancestors(f"{W}p")) is paragraph and not _is_repeated(box):
            yield box


def _is_repeated(element: Element) -> bool:
    """Whether this is an older program's copy of what newer ones read beside it."""
    return next(element.iterancestors(FALLBACK), None) is not None


def _level_of(properties: Element | None, styles: Styles) -> int:
    own = _outline_level(properties)
    return min(6, styles.levels.get(style_of(properties), 0) if own is None else own)


def style_of(properties: Element | None) -> str:
    """Return the id of a paragraph's style, or nothing if it has none of its own."""
    style = None if properties is None else properties.find(f"{W}pStyle")
    return "" if style is None else style.get(f"{W}val", "")


def _table_pieces(table: Element, styles: Styles) -> Iterator[Piece]:
    if _width_of(table) < FEWEST_COLUMNS:
        for cell in _rows_of(table):
            yield from (p for inner in _row_cells(cell) for p in _raw_pieces(inner, styles))
    elif text := pipe_table(_table_rows(table, styles), headed=_is_headed(table, styles)):
        yield Piece("table", text)


def _is_headed(table: Element, styles: Styles) -> bool | None:
    """Return whether the first row names the columns, or None if nothing tells."""
    if _is_labelled(table):
        return False
    first = next(_rows_of(table), None)
    style = table.find(f"{W}tblPr/{W}tblStyle")
    told = (
        first is None
        or first.find(f"{W}trPr/{W}tblHeader") is not None
        or all(map(is_bold, _row_cells(first)))
        or (style is not None and style.get(f"{W}val") in styles.headed)
    )
    return told or None


def _is_labelled(table: Element) -> bool:
    """Tell whether the first of two columns has labels, by the table's style or by bold type.

    A style without header row is not enough: some programs write it for every table.
    """
    look = table.find(f"{W}tblPr/{W}tblLook")
    if look is not None and look.get(f"{W}firstRow") == "0" and look.get(f"{W}firstColumn") == "1":
        return True
    rows = [_row_cells(row) for row in _rows_of(table)]
    pairs = [row for row in rows if len(row) == FEWEST_COLUMNS]
    return len(pairs) == len(rows) > 1 and all(
        is_bold(label) and not is_bold(value) for label, value in pairs
    )


def _rows_of(element: Element) -> Iterator[Element]:
    """Yield a table's rows, also repeated ones of a form, without those that were deleted."""
    for child in element:
        if child.tag in ROW_FRAMES:
            yield from _rows_of(child)
        elif child.tag == f"{W}tr" and child.find(f"{W}trPr/{W}del") is None:
            yield child


def _width_of(table: Element) -> int:
    rows = _rows_of(table)
    cells = ([_columns_of(cell.find(f"{W}tcPr")) for cell in _row_cells(row)] for row in rows)
    return max(map(sum, cells), default=0)


def _table_rows(table: Element, styles: Styles) -> list[list[str]]:
    """Return rows with every cell in its own column, merged ones as ``unmerged`` returns them."""
    above: dict[int, str] = {}
    rows = []
    for row in _rows_of(table):
        texts: list[str] = []
        for cell in _row_cells(row):
            properties = cell.find(f"{W}tcPr")
            goes_on = _goes_on(properties)
            text = above.get(len(texts), "") if goes_on else _cell_text(cell, styles)
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


def _cell_text(cell: Element, styles: Styles) -> str:
    paragraphs = (each for each in cell.iter(f"{W}p") if not _is_repeated(each))
    return " ".join(_paragraph_text(paragraph, styles) for paragraph in paragraphs)


def _paragraph_text(paragraph: Element, styles: Styles) -> str:
    text, properties = "".join(run_text(paragraph)), paragraph.find(f"{W}pPr")
    if not text and _is_gone(properties):
        return ""
    mark, _ = styles.mark_of(properties)
    return numbered(text, mark)


def note_pieces(package: Package, part: str, styles: Styles) -> list[Piece]:
    """Return footnotes or endnotes; those with a type are only separator lines."""
    if not part or not package.has(part):
        return []
    written = drop_unseen(package.xml(part), styles.shading)
    notes = (note for note in written if note.get(f"{W}type") is None)
    return [piece for note in notes for piece in _raw_pieces(note, styles)]


def margin_pieces(
    package: Package, margins: Iterable[Margin], styles: Styles, body: Iterable[Piece]
) -> tuple[list[Piece], list[Piece]]:
    """Return what the headers say that the text does not, and what the footers say."""
    text, above, below = "\n".join(piece.text for piece in body), list[Piece](), list[Piece]()
    for margin in margins:
        if package.has(margin.part):
            written = drop_unseen(package.xml(margin.part), styles.shading)
            pieces = list(body_pieces(without_page_numbers(written), styles))
            said = told(margin, pieces, text=text)
            (above if margin.above else below).extend(said)
            text = "\n".join([text, *(piece.text for piece in said)])
    return above, below

"""OpenDocument texts: headings, paragraphs, lists, tables, notes and boxes (OASIS ODF 1.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from projects.parsing.cleaning import one_line, tidy
from projects.parsing.flow import Piece
from projects.parsing.formats.counting import Counted, whole
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.items import marked, numbered, with_lists
from projects.parsing.formats.odf import DRAW, OFFICE, TABLE, TEXT, Styles, open_document
from projects.parsing.formats.sheets import tell_hidden
from projects.parsing.tables import LONGEST_REPEATED, pipe_table

CELLS: Final = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
ROW_FRAMES: Final = tuple(
    f"{TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group")
)
MOST_REPEATED: Final = 64
FEWEST_COLUMNS: Final = 2
DEEPEST: Final = 6
SPACES: Final = {f"{TEXT}s": " ", f"{TEXT}tab": " ", f"{TEXT}line-break": "\n"}
# The number of a heading or a note, and what is spoken beside East Asian words, are not its words.
HIDDEN: Final = frozenset(
    [f"{OFFICE}annotation", f"{OFFICE}forms"]
    + [f"{TEXT}{name}" for name in ("tracked-changes", "ruby-text", "number", "note-citation")]
)
VALUES: Final = ("string-value", "date-value", "time-value", "boolean-value", "value")
XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"

Element = Any
Rows = list[list[str]]


def parse(source: Source) -> Draft:
    """Read an OpenDocument text."""
    document = open_document(source)
    reader = Reader(document.styles)
    pieces = [] if document.body is None else list(reader.pieces(document.body))
    return source.flow([*pieces, *reader.note_pieces()], title=document.title)


@dataclass(frozen=True)
class _Item:
    """A paragraph of a list, behind the mark that counting gave it."""

    text: str
    mark: str
    depth: int
    level: int = 0


@dataclass
class Reader:
    """Reads the parts of a document in their order, as lists count on from one to the next.

    ``notes`` are those met so far, ``boxes`` those in the paragraph that is being read.
    """

    styles: Styles
    notes: list[Element] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    by_id: dict[str, Counted] = field(default_factory=dict)
    by_style: dict[str, Counted] = field(default_factory=dict)
    outline: Counted = field(init=False)

    def __post_init__(self) -> None:
        self.outline = Counted(self.styles.outline)

    def pieces(self, element: Element) -> Iterator[Piece]:
        """Yield the blocks of an element in order."""
        return with_lists(self._pieces(element))

    def note_pieces(self) -> Iterator[Piece]:
        """Yield the footnotes and endnotes of all that was read."""
        for note in self.notes:
            yield from self.pieces(note)

    def _pieces(self, element: Element) -> Iterator[Piece]:
        for child in element:
            if self._is_hidden(child):
                continue
            if child.tag == f"{TEXT}h":
                yield Piece("heading", one_line(self._heading(child)), _level_of(child))
            elif child.tag == f"{TEXT}p":
                yield self._paragraph(child)
            elif child.tag == f"{TEXT}list":
                yield from (
                    marked(item.text, item.mark, depth=item.depth, level=item.level)
                    for item in self._items(child)
                )
            elif child.tag == f"{TABLE}table":
                yield from self._table(child)
            else:
                yield from self._pieces(child)
            for box in self._taken_boxes():
                yield from self._pieces(box)

    def _is_hidden(self, element: Element) -> bool:
        if not isinstance(element.tag, str) or element.tag in HIDDEN:
            return True
        style = element.get(f"{TEXT}style-name", "")
        return (
            element.get(f"{TEXT}display") == "none"
            or element.get(f"{TEXT}is-hidden") == "true"
            or (element.tag == f"{TEXT}span" and ("text", style) in self.styles.hidden)
            or (element.tag == f"{TEXT}p" and ("paragraph", style) in self.styles.hidden)
        )

    def _taken_boxes(self) -> list[Element]:
        boxes, self.boxes = self.boxes, []
        return boxes

    def _paragraph(self, element: Element) -> Piece:
        text = tidy(self._text(element))
        title = self.styles.is_based_on("Title", element.get(f"{TEXT}style-name", ""))
        return Piece("heading", one_line(text), 1) if title else Piece("paragraph", text)

    def _heading(self, element: Element) -> str:
        """Return a heading behind its number in the outline, if it has one."""
        text, level = self._text(element), _level_of(element) - 1
        plain = self.styles.list_of(element.get(f"{TEXT}style-name", "")) == ""
        if plain or element.get(f"{TEXT}is-list-header") == "true":
            return text
        if element.get(f"{TEXT}restart-numbering") == "true":
            self.outline.starts[level] = whole(element.get(f"{TEXT}start-value"), 1)
        return numbered(text, self.outline.mark(level))

    def _text(self, element: Element) -> str:
        """Return an element's running text; keep the notes and boxes in it for later."""
        if element.tag == f"{TEXT}note":
            self.notes.append(element)
            return ""
        if isinstance(element.tag, str) and element.tag.startswith(DRAW):
            self.boxes.append(element)
            return ""
        if self._is_hidden(element):
            return ""
        inner = (SPACES.get(each.tag) or self._text(each) for each in element)
        parts = zip(inner, (each.tail or "" for each in element), strict=True)
        return (element.text or "") + "".join(text + tail for text, tail in parts)

    def _items(self, element: Element) -> Iterator[_Item]:
        """Yield the paragraphs of a list, which may go on from one before."""
        style = element.get(f"{TEXT}style-name") or self._style_of_first(element)
        before = self.by_id.get(element.get(f"{TEXT}continue-list", ""))
        if before is None and element.get(f"{TEXT}continue-numbering") == "true":
            before = self.by_style.get(style)
        counted = Counted(self.styles.lists.get(style, {}), before.counts if before else {})
        self.by_style[style] = counted
        if name := element.get(XML_ID):
            self.by_id[name] = counted
        yield from self._inner_items(element, counted, depth=0)

    def _style_of_first(self, element: Element) -> str:
        first = next(element.iter(f"{TEXT}p", f"{TEXT}h"), None)
        style = "" if first is None else first.get(f"{TEXT}style-name", "")
        return self.styles.list_of(style) or ""

    def _inner_items(self, element: Element, counted: Counted, *, depth: int) -> Iterator[_Item]:
        own = self.styles.lists.get(element.get(f"{TEXT}style-name", ""))
        if own is not None and own is not counted.levels:
            counted = Counted(own)
        for item in element.iterchildren(f"{TEXT}list-item", f"{TEXT}list-header"):
            if start := item.get(f"{TEXT}start-value"):
                counted.starts[depth] = whole(start, 1)
            yield from self._one_item(item, counted, depth=depth)

    def _one_item(self, item: Element, counted: Counted, *, depth: int) -> Iterator[_Item]:
        """Yield an item's paragraphs as one, and those of the lists in it."""
        counts = item.tag == f"{TEXT}list-item"
        mark, texts, level = "", list[str](), 0
        for place, child in enumerate(item):
            if child.tag == f"{TEXT}list":
                yield from _whole_item(texts, mark, depth=depth, level=level)
                mark, texts, level = "", [], 0
                yield from self._inner_items(child, counted, depth=min(depth + 1, DEEPEST))
            elif not self._is_hidden(child):
                if counts and place == 0:
                    mark = counted.mark(depth)
                level = max(level, _level_of(child) if child.tag == f"{TEXT}h" else 0)
                texts.append(self._text(child))
        yield from _whole_item(texts, mark, depth=depth, level=level)

    def _table(self, table: Element) -> Iterator[Piece]:
        if _width_of(table) < FEWEST_COLUMNS:
            for row in own_rows(table):
                for cell in row.iterchildren(CELLS[0]):
                    yield from self._pieces(cell)
        elif text := pipe_table(self.rows(table), headed=self._is_headed(table) or None):
            yield Piece("table", text)

    def _is_headed(self, table: Element) -> bool:
        """Return whether the table marks its first row as a header."""
        first = next(own_rows(table), None)
        words = () if first is None else first.iter(f"{TEXT}p")
        styles = {each.get(f"{TEXT}style-name", "") for each in words}
        marked = all(self.styles.is_based_on("Table_20_Heading", each) for each in styles)
        return table.find(f"{TABLE}table-header-rows") is not None or (bool(styles) and marked)

    def rows(self, table: Element) -> Rows:
        """Return rows as text, with one of several blank rows, and no blank cells at their ends.

        A cell or row that the file repeats appears at most 64 times, and a short cell that covers
        several rows in each of them. The first cell of a hidden row or column says so.
        """
        rows: Rows = []
        held: dict[int, tuple[str, int]] = {}
        untold = _hidden_columns(table)
        for row in own_rows(table):
            cells = [text for cell in row.iterchildren(*CELLS) for text in self._cells(cell)]
            cells = _with_held(cells, row, held)
            while cells and not cells[-1]:
                cells.pop()
            tell_hidden(cells, untold, row=_is_collapsed(row))
            if cells:
                rows += [cells] * _repeated(row, "rows")
            elif rows and rows[-1]:
                rows.append([])
        return rows

    def _cells(self, cell: Element) -> list[str]:
        covered = cell.tag == CELLS[1]
        text = "" if covered else one_line(" ".join(self._cell_texts(cell))) or _value(cell)
        return [text] * _repeated(cell, "columns")

    def _cell_texts(self, element: Element) -> Iterator[str]:
        for child in element:
            if self._is_hidden(child):
                continue
            if child.tag == f"{TEXT}list":
                yield from (numbered(item.text, item.mark) for item in self._items(child))
            elif child.tag == f"{TEXT}h":
                yield self._heading(child)
            elif child.tag == f"{TEXT}p":
                yield self._text(child)
            else:
                yield from self._cell_texts(child)
            for box in self._taken_boxes():
                yield from self._cell_texts(box)


def _whole_item(texts: list[str], mark: str, *, depth: int, level: int) -> Iterator[_Item]:
    if text := one_line(" ".join(texts)):
        yield _Item(text, mark, depth, level)


def _width_of(table: Element) -> int:
    rows = (row.iterchildren(*CELLS) for row in own_rows(table))
    return max((sum(_repeated(cell, "columns") for cell in row) for row in rows), default=0)


def own_rows(table: Element) -> Iterator[Element]:
    """Yield a table's rows without those of the tables in its cells."""
    for child in table:
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag in ROW_FRAMES:
            yield from own_rows(child)


def _is_collapsed(element: Element) -> bool:
    """Return whether a row or column is hidden; one of a collapsed group or filter is not."""
    grouped = element.getparent().tag.endswith("-group")
    return element.get(f"{TABLE}visibility") == "collapse" and not grouped


def _hidden_columns(table: Element) -> set[int]:
    hidden, at = set[int](), 0
    for column in table.iter(f"{TABLE}table-column"):
        count = _repeated(column, "columns")
        if _is_collapsed(column):
            hidden |= set(range(at, at + count))
        at += count
    return hidden


def _with_held(cells: list[str], row: Element, held: dict[int, tuple[str, int]]) -> list[str]:
    """Return a row with the short cells above that reach into it, and hold those that go on."""
    for column, (text, left) in list(held.items()):
        if column < len(cells):
            cells[column] = cells[column] or text
        held[column] = (text, left - 1)
        if left <= 1:
            del held[column]
    column = 0
    for cell in row.iterchildren(*CELLS):
        down = whole(cell.get(f"{TABLE}number-rows-spanned"), 1)
        if down > 1 and column < len(cells) and len(cells[column]) <= LONGEST_REPEATED:
            held[column] = (cells[column], down - 1)
        column += _repeated(cell, "columns")
    return cells


def _repeated(element: Element, what: str) -> int:
    return min(whole(element.get(f"{TABLE}number-{what}-repeated"), 1), MOST_REPEATED)


def _value(cell: Element) -> str:
    """Return what a cell holds if a program did not write how it is shown."""
    return next((value for name in VALUES if (value := cell.get(f"{OFFICE}{name}"))), "")


def _level_of(heading: Element) -> int:
    return min(DEEPEST, max(1, whole(heading.get(f"{TEXT}outline-level"), 1)))

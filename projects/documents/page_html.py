"""Render a page or passage of a document as HTML, with what is cited or found marked.

The text is the client's, so every piece of it is escaped. The only markup interpreted is what our
own parsers write: list marks and pipe tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# A browser numbers “4.”; marks such as “4.2” and “(b)” are shown as they stand.
ITEM: Final = re.compile(
    r"([ \t]*)(?:(?:([-*•–])|(\d{1,9})[.)])[ \t]+"
    r"|(?=(?:\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivxIVX]{2,5})[.)]|\d{1,3}(?:\.\d{1,3})+)[ \t]))"
)
CELL: Final = re.compile(r"(?:\\.|[^|])*", re.DOTALL)
TABLE: Final = re.compile(r"(?:^[ \t]*\|.*(?:\n|\Z))+", re.MULTILINE)
# Lines up to a blank one.
PARAGRAPH: Final = re.compile(r"\S.*(?:\n(?![^\S\n]*(?:\n|\Z)).*)*")
RULE: Final = frozenset("|-: ")
FIGURE: Final = re.compile(r"[-+(]?[$€£¥]?\s?\d[\d.,' \u00a0\u202f]*\s?[%)€$£]?")
LONGEST_FIGURE: Final = 24
# A part or order number such as “CM3-2140”, not to be broken at its hyphen.
CODE: Final = re.compile(r"(?=\S*\d)[^\s|]*[-/][^\s|]*")
DEEPEST: Final = 4
SMALLEST_HEADING: Final = 6

Span = tuple[int, int]


def passage_html(*, text: str, highlights: Sequence[Span], table_header: str = "") -> SafeString:
    """Return a passage as escaped HTML: paragraphs, lists and tables, its highlights marked.

    A passage has no blocks, so lines that begin with a bar are taken as a table and everything else
    as paragraphs separated by blank lines. ``table_header`` is the header row of the table in
    whose middle the passage begins.
    """
    pen = _Highlighter(text, None, highlights=tuple(highlights))
    blocks = _loose_blocks(text)
    if table_header and blocks and blocks[0]["kind"] == "table":
        blocks[0]["header"] = table_header
    return mark_safe("\n".join(_blocks(pen, blocks)))  # noqa: S308  (escaped by the pen)


def page_html(*, text: str, blocks: Sequence[dict[str, Any]], mark: Span | None) -> SafeString:
    """Return the page's blocks as escaped HTML, with ``text[mark[0]:mark[1]]`` in ``<mark>``.

    A passage that crosses blocks, items or cells is marked in each of them; the first mark has
    ``id="mark"`` and can be focused. Text outside all blocks becomes paragraphs.
    """
    pen = _Pen(text, mark)
    return mark_safe("\n".join(_blocks(pen, blocks)))  # noqa: S308  (the pen escapes every piece)


@dataclass
class _Pen:
    """Writes slices of the text, escaped, with the part inside the mark marked."""

    text: str
    mark: Span | None
    marked: bool = False

    def write(self, start: int, end: int, *, cell: bool = False) -> str:
        if self.mark is None:
            return self._escaped(start, end, cell)
        first, last = max(start, self.mark[0]), min(end, self.mark[1])
        if first >= last or not self.text[first:last].strip():
            return self._escaped(start, end, cell)
        inner = self._escaped(first, last, cell)
        return "".join(
            (
                self._escaped(start, first, cell),
                f"{self._opening()}{inner}</mark>",
                self._escaped(last, end, cell),
            )
        )

    def _opening(self) -> str:
        if self.marked:
            return "<mark>"
        self.marked = True
        said = '<span class="sr-only p-said">Cited passage: </span>'
        return f'<mark id="mark" tabindex="-1">{said}'

    def _escaped(self, start: int, end: int, cell: bool) -> str:
        piece = self.text[start:end]
        return escape(piece.replace("\\|", "|") if cell else piece)


@dataclass
class _Highlighter(_Pen):
    """Writes slices of the text, escaped, with every highlight marked."""

    highlights: tuple[Span, ...] = ()

    def write(self, start: int, end: int, *, cell: bool = False) -> str:
        pieces, at = [], start
        for first, last in self.highlights:
            begin, stop = max(first, at), min(last, end)
            if begin < stop:
                pieces += [
                    self._escaped(at, begin, cell),
                    f"<mark>{self._escaped(begin, stop, cell)}</mark>",
                ]
                at = stop
        return "".join([*pieces, self._escaped(at, end, cell)])


def _loose_blocks(text: str) -> list[dict[str, Any]]:
    blocks, at = [], 0
    for table in TABLE.finditer(text):
        blocks += [*_loose_paragraphs(text, at, table.start()), _at("table", table)]
        at = table.end()
    return [*blocks, *_loose_paragraphs(text, at, len(text))]


def _loose_paragraphs(text: str, start: int, end: int) -> list[dict[str, Any]]:
    return [_at("paragraph", found) for found in PARAGRAPH.finditer(text, start, end)]


def _at(kind: str, found: re.Match[str]) -> dict[str, Any]:
    return {"kind": kind, "start": found.start(), "end": found.end()}


def _blocks(pen: _Pen, blocks: Sequence[dict[str, Any]]) -> Iterator[str]:
    at = 0
    for block in sorted(blocks, key=lambda item: int(item["start"])):
        start, end = max(int(block["start"]), at), min(int(block["end"]), len(pen.text))
        if start >= end:
            continue
        yield from _paragraph(pen, at, start)
        if block["kind"] == "table":
            yield from _table(pen, start, end, header=str(block.get("header", "")))
        else:
            yield from _block(pen, str(block["kind"]), start, end, int(block.get("level", 0)))
        at = end
    yield from _paragraph(pen, at, len(pen.text))


def _block(pen: _Pen, kind: str, start: int, end: int, level: int) -> Iterator[str]:
    if kind == "heading":
        tag = f"h{min(max(level, 1) + 1, SMALLEST_HEADING)}"
        yield f"<{tag}>{pen.write(start, end)}</{tag}>"
    elif kind == "list":
        yield from _list(pen, start, end)
    elif kind == "code":
        yield f'<pre tabindex="0"><code>{pen.write(start, end)}</code></pre>'
    else:
        yield from _paragraph(pen, start, end)


def _paragraph(pen: _Pen, start: int, end: int) -> Iterator[str]:
    if pen.text[start:end].strip():
        yield f"<p>{pen.write(start, end)}</p>"


@dataclass(frozen=True)
class _Item:
    start: int
    end: int
    depth: int
    number: str
    has_mark: bool


def _list(pen: _Pen, start: int, end: int) -> Iterator[str]:
    items = list(_items(pen.text, start, end))
    tag = "ol" if items and items[0].number else "ul"
    yield f"<{tag}>"
    for item in items:
        yield f"<li{_item_attributes(item, tag)}>{pen.write(item.start, item.end)}</li>"
    yield f"</{tag}>"


def _item_attributes(item: _Item, tag: str) -> str:
    plain = "" if item.has_mark and bool(item.number) == (tag == "ol") else " p-plain"
    value = f' value="{item.number}"' if item.number and tag == "ol" else ""
    return f' class="p-depth-{item.depth}{plain}"{value}'


def _items(text: str, start: int, end: int) -> Iterator[_Item]:
    """Yield items; a line without a list mark continues the item before it."""
    open_item: _Item | None = None
    for first, last in _lines(text, start, end):
        found = ITEM.match(text, first, last)
        if found is None and open_item is not None:
            open_item = _Item(
                open_item.start, last, open_item.depth, open_item.number, open_item.has_mark
            )
            continue
        if open_item is not None:
            yield open_item
        open_item = _item(found, first, last)
    if open_item is not None:
        yield open_item


def _item(found: re.Match[str] | None, first: int, last: int) -> _Item:
    if found is None:
        return _Item(first, last, 0, "", has_mark=False)
    depth = min(len(found[1].expandtabs(4)) // 2, DEEPEST)
    number = str(int(found[3])) if found[3] else ""
    return _Item(found.end(), last, depth, number, has_mark=bool(found[2] or number))


def _table(pen: _Pen, start: int, end: int, *, header: str) -> Iterator[str]:
    """Yield the table's HTML; ``header`` is its header row if the text begins below that."""
    lines = list(_lines(pen.text, start, end))
    headed = len(lines) > 1 and _is_rule(pen.text[slice(*lines[1])])
    rows = [list(_cells(pen.text, *line)) for line in (lines[2:] if headed else lines)]
    figures = _figure_columns(pen.text, rows)
    yield '<div class="v-table-scroll" tabindex="0" role="region" aria-label="Table"><table>'
    if headed:
        yield from _head(pen, *lines[0], figures=figures)
    elif header:
        yield from _head(_Pen(header, None), 0, len(header), figures=figures)
    yield "<tbody>"
    yield from (_row(pen, row, tag="td", figures=figures) for row in rows)
    yield "</tbody></table></div>"


def _head(pen: _Pen, start: int, end: int, *, figures: frozenset[int]) -> Iterator[str]:
    """Yield the header row, unless the columns have no names."""
    cells = list(_cells(pen.text, start, end))
    if any(first < last for first, last in cells):
        yield f"<thead>{_row(pen, cells, tag='th', figures=figures)}</thead>"


def _row(pen: _Pen, cells: Sequence[Span], *, tag: str, figures: frozenset[int]) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    written = []
    for column, (start, end) in enumerate(cells):
        kind = _cell_class(pen.text, start, end, figure=column in figures)
        written.append(f"<{tag}{scope}{kind}>{pen.write(start, end, cell=True)}</{tag}>")
    return f"<tr>{''.join(written)}</tr>"


def _cell_class(text: str, start: int, end: int, *, figure: bool) -> str:
    if figure:
        return ' class="v-figure"'
    short = end - start <= LONGEST_FIGURE
    return ' class="v-whole"' if short and CODE.fullmatch(text, start, end) else ""


def _figure_columns(text: str, rows: Sequence[Sequence[Span]]) -> frozenset[int]:
    """Return the columns that hold only figures; these and their headings are right-aligned."""
    held: dict[int, list[Span]] = {}
    for row in rows:
        for column, (start, end) in enumerate(row):
            if start < end:
                held.setdefault(column, []).append((start, end))
    return frozenset(
        column for column, spans in held.items() if all(_is_figure(text, *span) for span in spans)
    )


def _is_rule(line: str) -> bool:
    return "---" in line and RULE.issuperset(line)


def _is_figure(text: str, start: int, end: int) -> bool:
    return end - start <= LONGEST_FIGURE and FIGURE.fullmatch(text, start, end) is not None


def _cells(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the trimmed span of each cell of a pipe row; an escaped pipe does not end one."""
    first, last = _trimmed(text, start, end)
    at = first + 1 if text.startswith("|", first, last) else first
    while at < last:
        found = CELL.match(text, at, last)
        stop = found.end() if found else last
        yield _trimmed(text, at, stop)
        at = stop + 1 if text.startswith("|", stop, last) else max(stop, at + 1)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the span of each line that is not blank, without its newline."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if text[start:stop].strip():
            yield start, stop
        start = stop + 1

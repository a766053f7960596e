"""Tables of web pages, and tables that only hold a layout."""

from __future__ import annotations

from projects.parsing.cleaning import one_line
from projects.parsing.formats.elements import BOLD, HEADINGS, Element, own_text
from projects.parsing.tables import Cell, unmerged

LONG_CELL = 400
FEWEST_COLUMNS = 2
LAYOUT_ROWS = 3
LONGEST_SPAN = 4


def is_layout(table: Element) -> bool:
    """Whether a table serves the layout instead of holding data."""
    if (
        table.get("role") == "presentation"
        or next(table.iterdescendants("table", *HEADINGS), None) is not None
    ):
        return True
    rows = table_rows(table)
    if max((len(row) for row in rows), default=0) < FEWEST_COLUMNS:
        return True
    return any(len(cell) > LONG_CELL for row in rows for cell in row) and len(rows) < LAYOUT_ROWS


def table_rows(table: Element) -> list[list[str]]:
    """Return the text of each cell, a merged one in each of its places."""
    rows = table.iterdescendants("tr")
    return unmerged([_cell(cell) for cell in row if cell.tag in ("td", "th")] for row in rows)


def is_headed(table: Element) -> bool | None:
    """Return whether the first row names the columns, or None if nothing tells.

    It does not if it is blank or headed by its own label.
    """
    first = next(table.iterdescendants("tr"), None)
    cells = [] if first is None else [cell for cell in first if cell.tag in ("td", "th")]
    names = [cell.tag == "th" for cell in cells]
    if not any(names):
        return (next(table.iter("thead"), None) is not None or all(map(_is_bold, cells))) or None
    labelled = names[0] and not any(names[1:])
    return not labelled and any(one_line(own_text(cell)) for cell in cells)


def _is_bold(cell: Element) -> bool:
    """Return whether all words of a cell are in one bold element."""
    return any(
        one_line(own_text(each)) == one_line(own_text(cell)) for each in cell.iter(*BOLD)
    ) or "font-weight:bold" in (cell.get("style") or "").replace(" ", "")


def _cell(cell: Element) -> Cell:
    return Cell(
        one_line(own_text(cell, lists=True)), _span(cell, "colspan"), _span(cell, "rowspan")
    )


def _span(cell: Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return int(value) if value.isdecimal() and len(value) <= LONGEST_SPAN else 1

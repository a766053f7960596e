"""Find the rows of tables in a text, and show them as text where there is no room for a table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

# A line between two bars.
ROW: Final = re.compile(r"^[ \t]*+\|.*\|[ \t]*$", re.MULTILINE)
RULE: Final = re.compile(r"[\s|:-]*")
# Separates two cells; a bar inside a cell is escaped with a backslash.
BAR: Final = re.compile(r"(?<!\\)\|")


def is_row(line: str) -> bool:
    """Tell whether ``line`` is a row of a table; several lines are none."""
    return ROW.fullmatch(line) is not None


def head_row(text: str, *, start: int, continues: str = "") -> str:
    """Return the header row of the table whose row is at ``start`` in ``text``.

    Empty if there is no table row at ``start``, or if it is the header itself. ``continues`` is the
    header row of the table in whose middle ``text`` begins.
    """
    lines = text[: _end_of_line(text, start)].split("\n")
    if not is_row(lines[-1]):
        return ""
    first = len(lines) - 1
    while first and is_row(lines[first - 1]):
        first -= 1
    if continues and not "".join(lines[:first]).strip():
        return continues.strip()
    return "" if lines[first] == lines[-1] else lines[first].strip()


def readable_quote(citation: Mapping[str, Any]) -> str:
    """Return a stored citation's quote as readable text, with its columns named in a table row.

    “| 3 | red |” below “| Size | Colour |” is “Size: 3 · Colour: red”. Citations stored before
    ``table_header`` was added have none.
    """
    quote = str(citation.get("quote") or citation.get("text") or "").strip()
    head = str(citation.get("table_header") or "")
    if not head:
        return _readable_rows(quote).strip()
    if "\n" in quote or len(cells_of(head)) != len(cells_of(quote)):
        return f"{_readable_rows(head).strip()}\n{_readable_rows(quote).strip()}".strip()
    return " · ".join(named_cells(quote, head=head))


def named_cells(row: str, *, head: str) -> list[str]:
    """Return the cells of ``row`` that are not empty, each after its column's name: ``Size: 3``.

    A pair of cells whose columns have no names is a label and its value: ``Weight: 3 kg``. If
    ``head`` has another number of cells, they stand alone.
    """
    names, cells = cells_of(head), cells_of(row)
    if not any(names) and len(cells) == 2 and all(cells):  # noqa: PLR2004  (a pair)
        return [f"{cells[0].rstrip(':')}: {cells[1]}"]
    if len(names) != len(cells):
        return [cell for cell in cells if cell]
    pairs = zip(names, cells, strict=True)
    return [f"{name}: {cell}" if name else cell for name, cell in pairs if cell]


def cells_of(row: str) -> list[str]:
    """Return the texts of a row's cells, with their white space collapsed."""
    inner = row.strip().removeprefix("|").removesuffix("|")
    return [" ".join(cell.replace("\\|", "|").split()) for cell in BAR.split(inner)]


def _readable_rows(text: str) -> str:
    """Return ``text`` with dots between the cells of its table rows, and without their rules."""
    lines = [line for line in text.split("\n") if not (is_row(line) and RULE.fullmatch(line))]
    return "\n".join(_readable(line) if is_row(line) else line for line in lines)


def _readable(row: str) -> str:
    return " · ".join(cell for cell in cells_of(row) if cell)


def _end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end

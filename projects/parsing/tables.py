"""Tables as pipe rows: readable as they stand, and a chunk of them keeps its columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from projects.parsing.cleaning import one_line


def pipe_table(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as a Markdown table, the first as its header; empty rows and columns go."""
    cleaned = [[_cell_text(cell) for cell in row] for row in rows]
    filled = drop_empty(cleaned)
    if not filled:
        return ""
    header, *body = filled
    rule = ["---"] * len(header)
    return "\n".join(_pipe_row(row) for row in (header, rule, *body))


def _pipe_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell_text(cell: str) -> str:
    return one_line(cell).replace("|", "\\|")


def drop_empty(rows: list[list[str]]) -> list[list[str]]:
    """Return a rectangle without the rows and columns that hold nothing."""
    width = max((len(row) for row in rows), default=0)
    even = [row + [""] * (width - len(row)) for row in rows if any(row)]
    used = [column for column in range(width) if any(row[column] for row in even)]
    return [[row[column] for column in used] for row in even]

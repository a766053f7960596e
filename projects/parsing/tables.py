"""Tables as pipe rows: readable as plain text, and any chunk of them keeps its columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from projects.parsing.cleaning import one_line

LONGEST_REPEATED = 60
WIDEST_SPAN = 100
# What the second column of labels and values holds, or the formula for it; a year alone may as well
# name a column.
VALUE: Final = re.compile(r"=|[~≈±<>≤≥]?\s*[€$£]?\s*(?!(?:19|20)\d\d\W*$)\d")
LONGEST_NAME: Final = 6
NAMES_OF_VALUES: Final = re.compile(
    r"(?:values?|details?|(?:descript|specificat|informat|definit)ion|info|answer|data|meaning|who"
    r"|when|where|role|owner|responsible|person|name|team|status|date|deadline|due|place|location"
    r"|prices?|fees?|costs?|amount|total|quantity|qty|units?|points|score|phone|telephone|e-?mail"
    r"|contact|comments?|remarks?|notes?|action|results?|example|type|category|reason|pages?"
    r"|wert|angaben?|beschreibung|antwort|daten|bedeutung|wer|wann|wo|rolle|zuständig|datum|frist"
    r"|ort|preis|betrag|menge|anzahl|einheit|punkte|telefon|kontakt|bemerkung(?:en)?|seite"
    r"|valeur|nom|prix|montant|quantité|responsable|remarques?"
    r"|valor|nombre|fecha|precio|importe|cantidad|notas?)\W*",
    re.IGNORECASE,
)
# Where some values are figures and others words, they are of many things.
FEWEST_MIXED: Final = 3
MIXED: Final = (0.25, 0.75)


@dataclass(frozen=True)
class Cell:
    """A cell that covers ``across`` columns and ``down`` rows."""

    text: str
    across: int = 1
    down: int = 1


def unmerged(rows: Iterable[Iterable[Cell]]) -> list[list[str]]:
    """Return rows in which every cell is in its own column.

    A cell that covers several columns is put into the first. One that covers several rows is
    repeated in each if it is short, because rows are found and read without those above them.
    """
    held: dict[int, tuple[str, int]] = {}
    return [_unmerged_row(row, held) for row in rows]


def _unmerged_row(row: Iterable[Cell], held: dict[int, tuple[str, int]]) -> list[str]:
    texts: list[str] = []
    for cell in row:
        _fill(texts, held)
        across = min(max(1, cell.across), WIDEST_SPAN)
        for place in range(across):
            text = cell.text if place == 0 else ""
            if cell.down > 1:
                again = text if len(text) <= LONGEST_REPEATED else ""
                held[len(texts)] = (again, cell.down - 1)
            texts.append(text)
    _fill(texts, held)
    return texts


def _fill(texts: list[str], held: dict[int, tuple[str, int]]) -> None:
    """Add the cells from rows above that also cover the next columns of this row."""
    while len(texts) in held:
        text, left = held.pop(len(texts))
        if left > 1:
            held[len(texts)] = (text, left - 1)
        texts.append(text)


def pipe_table(rows: Iterable[Sequence[str]], *, headed: bool = True) -> str:
    """Return rows as a Markdown table, without empty rows and columns.

    Markdown has no table without a header: where ``headed`` is false, or the first of two columns
    holds labels and the second their values from the first row on, the header's cells are empty.
    """
    cleaned = [[_cell_text(cell) for cell in row] for row in rows]
    filled = drop_empty(cleaned)
    if not filled:
        return ""
    width = len(filled[0])
    if not headed or _is_pair(filled[0], filled[1:]):
        filled.insert(0, [""] * width)
    header, *body = filled
    return "\n".join(_pipe_row(row) for row in (header, ["---"] * width, *body))


def _is_pair(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Tell a label and its value from the names of two columns."""
    if len(first) != 2:  # noqa: PLR2004  (a pair)
        return False
    label, value = first
    if not label or not value or NAMES_OF_VALUES.fullmatch(value):
        return False
    if label.endswith(":") or VALUE.match(value) or len(value.split()) > LONGEST_NAME:
        return True
    figures, (least, most) = _figures(others), MIXED
    return len(figures) >= FEWEST_MIXED and least <= fmean(figures) <= most


def names_columns(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Tell whether a first row that looks like the others names the columns.

    One of two cells does only if it is worded so, or if all values below are figures: labels and
    values are as common as tables of two columns, and then no header does less harm than a false
    one.
    """
    if len(first) != 2:  # noqa: PLR2004  (a pair)
        return True
    figures = _figures(others)
    mostly = bool(figures) and fmean(figures) > MIXED[1]
    return mostly or NAMES_OF_VALUES.fullmatch(first[1]) is not None


def _figures(rows: Sequence[Sequence[str]]) -> list[bool]:
    """Return of each value whether it is a figure."""
    return [VALUE.match(row[1]) is not None for row in rows if row[1]]


def _pipe_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell_text(cell: str) -> str:
    return one_line(cell).replace("|", "\\|")


def drop_empty(rows: list[list[str]]) -> list[list[str]]:
    """Return the rows at equal length, without empty rows and columns."""
    width = max((len(row) for row in rows), default=0)
    even = [row + [""] * (width - len(row)) for row in rows if any(row)]
    used = [column for column in range(width) if any(row[column] for row in even)]
    return [[row[column] for column in used] for row in even]

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
FEWEST_UNDER_GROUPS: Final = 3
# What the second column of labels and values holds, or the formula for it; a year alone may as well
# name a column.
VALUE: Final = re.compile(r"=|[~≈±<>≤≥+]?\s*[€$£]?\s*(?!(?:19|20)\d\d\W*$)\d")
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


def pipe_table(
    rows: Iterable[Sequence[str]], *, headed: bool | None = True, spread: bool = True
) -> str:
    """Return rows as a Markdown table, without empty rows and columns.

    ``spread`` says that a cell that covers several rows is repeated in each. ``headed`` is None
    where the document does not tell whether the first row is a header. Markdown has no table
    without one: where there is none, or the first of two columns holds labels and the second their
    values from the first row on, the header's cells are empty.
    """
    cleaned = [[_cell_text(cell) for cell in row] for row in rows]
    filled = with_one_header(drop_empty(cleaned), spread=spread)
    if not filled:
        return ""
    header, *body = filled
    named = names_columns(header, body) if headed is None else headed
    if not named or _is_pair(header, body):
        header, body = [""] * len(header), filled
    return "\n".join(_pipe_row(row) for row in (header, ["---"] * len(header), *body))


def with_one_header(rows: list[list[str]], *, spread: bool) -> list[list[str]]:
    """Return rows of which the first names each column, also if two did so together.

    “Price” over “Summer” and “Winter” becomes “Price Summer” and “Price Winter”. The second row is
    such a one if it repeats a name of the first, as of a cell that covers both, or leaves it blank,
    and has something below every blank that follows a name.
    """
    if len(rows) < FEWEST_UNDER_GROUPS or len(rows[0]) < FEWEST_UNDER_GROUPS:
        return rows
    first, second, *body = rows
    grouped = [_in_group(first, column) for column in range(len(first))]
    if not any(map(_is_led, first, grouped)) or not _goes_with(rows, grouped, spread=spread):
        return rows
    names, group = [], ""
    for one, other in zip(first, second, strict=True):
        group = one or group
        names.append(one if other in (one, "") else f"{group} {other}".strip())
    return [names, *body]


def _is_led(name: str, grouped: bool) -> bool:
    return bool(name) and grouped


def _in_group(first: Sequence[str], column: int) -> bool:
    """Tell whether a column has no name of its own, or shares its name with the next."""
    return not all(first[column : column + 2])


def _goes_with(rows: Sequence[Sequence[str]], grouped: Sequence[bool], *, spread: bool) -> bool:
    first, second, *body = rows
    pairs = list(zip(first, second, grouped, strict=True))
    if not all(other if group else other in (one, "") for one, other, group in pairs):
        return False
    if any(one == other for one, other, _ in pairs):
        return spread
    words = not any(map(VALUE.match, second))
    figures = any(VALUE.match(cell) for row in body for cell in row)
    return words and figures and not all((first[0], second[0]))


def _is_pair(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Tell a label and its value from the names of two columns."""
    if len(first) != 2:  # noqa: PLR2004  (a pair)
        return False
    label, value = first
    if not label or not value or NAMES_OF_VALUES.fullmatch(value):
        return False
    if value.endswith(":"):
        return False
    if label.endswith(":") or VALUE.match(value) or len(value.split()) > LONGEST_NAME:
        return True
    figures, (least, most) = _figures(others), MIXED
    return len(figures) >= FEWEST_MIXED and least <= fmean(figures) <= most


def names_columns(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Tell whether a first row that looks like the others names the columns.

    One of two cells does only if it is worded so, or if a column below has nothing but figures:
    labels and values are as common as tables of two columns, and then no header does less harm than
    a false one. A figure in a wider first row names nothing unless it stands over figures, as the
    sizes of a price list do.
    """
    if len(first) != 2 or not others:  # noqa: PLR2004  (a pair)
        return not any(_heads_a_mixture(others, at) for at, name in enumerate(first)
                       if VALUE.match(name))  # fmt: skip
    below = (_figures(others, at) for at, name in enumerate(first) if not VALUE.match(name))
    mostly = any(each and fmean(each) > MIXED[1] for each in below)
    return mostly or NAMES_OF_VALUES.fullmatch(first[1]) is not None


def _heads_a_mixture(rows: Sequence[Sequence[str]], column: int) -> bool:
    figures = _figures(rows, column)
    return len(figures) >= FEWEST_MIXED and fmean(figures) <= MIXED[1]


def _figures(rows: Sequence[Sequence[str]], column: int = 1) -> list[bool]:
    """Return of each cell of a column whether it is a figure."""
    return [VALUE.match(row[column]) is not None for row in rows if row[column]]


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

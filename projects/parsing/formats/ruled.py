"""Rules in a plain text: lines of dashes that divide it, or mark the columns of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from projects.parsing.tables import pipe_table

RULE: Final = re.compile(r"\s*([-=_*~#+])\1{4,}\s*")
COLUMNS: Final = re.compile(r"\s*(?:-{2,}|={2,})(?:\s+(?:-{2,}|={2,}))+\s*")
COLUMN: Final = re.compile(r"[-=]+")


@dataclass(frozen=True)
class Stretch:
    """Lines without a rule, or with one that marks their columns: ``table`` is then Markdown."""

    lines: Sequence[str]
    table: str = ""


def divided(lines: Sequence[str]) -> Iterator[Stretch]:
    """Yield the stretches of a block between its rules, which say nothing themselves."""
    at = 0
    for number, line in enumerate(lines):
        if number < at:
            continue
        if RULE.fullmatch(line):
            yield from _some(lines[at:number])
            at = number + 1
        elif number > at and COLUMNS.fullmatch(line):
            end = _end_of_table(lines, number)
            table = _table(lines[number - 1], line, lines[number + 1 : end])
            if table:
                yield from _some(lines[at : number - 1])
                yield Stretch(lines[number - 1 : end], table)
                at = end
    yield from _some(lines[at:])


def _some(lines: Sequence[str]) -> Iterator[Stretch]:
    if lines:
        yield Stretch(lines)


def _end_of_table(lines: Sequence[str], rule: int) -> int:
    """Return the index behind the last row of the table below the rule at that index."""
    below = range(rule + 1, len(lines))
    return next((each for each in below if _is_rule(lines[each])), len(lines))


def _is_rule(line: str) -> bool:
    return bool(RULE.fullmatch(line) or COLUMNS.fullmatch(line))


def _table(header: str, rule: str, body: Sequence[str]) -> str:
    """Return the table, or nothing if a row does not keep to the columns of its rule."""
    starts = [found.start() for found in COLUMN.finditer(rule.expandtabs())]
    rows = [_cells(line.expandtabs(), starts) for line in (header, *body)]
    if not body or None in rows:
        return ""
    return pipe_table(_whole([row for row in rows if row]))


def _cells(line: str, starts: Sequence[int]) -> list[str] | None:
    """Return the line's cells, or None if one does not end before the next begins."""
    gaps = [line[: starts[0]], *(line[start - 1 : start] for start in starts[1:])]
    if any(gap.strip() for gap in gaps):
        return None
    ends = [*starts[1:], max(len(line), starts[-1])]
    return [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _whole(rows: Sequence[list[str]]) -> list[list[str]]:
    """Return rows without those that continue the one above: their first cell is empty."""
    whole: list[list[str]] = []
    for row in rows:
        if len(whole) > 1 and not row[0]:
            whole[-1] = [" ".join(filter(None, both)) for both in zip(whole[-1], row, strict=True)]
        else:
            whole.append(row)
    return whole

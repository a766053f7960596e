"""Comma- and tab-separated files: one table, with its header repeated on every page."""

from __future__ import annotations

import csv
import io

from projects.parsing.charset import decode
from projects.parsing.errors import Unreadable
from projects.parsing.flow import page_of
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.sheets import paged

DELIMITERS = ",;\t|"
SAMPLE = 1 << 16
SEPARATOR_LINE = "sep="
LONGEST_FIELD = 1 << 20
FEWEST_COLUMNS = 2


def parse(source: Source) -> Draft:
    """Read rows as a table, cut into pages with its header on each."""
    text = decode(source.path.read_bytes()).lstrip("\ufeff").replace("\x00", "")
    pages = paged(read_rows(text, kind=source.kind), source=source)
    if not pages:
        raise Unreadable("empty")
    return Draft(
        [
            page_of(pieces, number=number, label=_label(number, of=len(pages)))
            for number, pieces in enumerate(pages, start=1)
        ]
    )


def _label(number: int, *, of: int) -> str:
    return "Table" if of == 1 else f"Part {number}"


def read_rows(text: str, *, kind: str) -> list[list[str]]:
    """Return the rows; an undeclared delimiter is the one that gives the most even columns."""
    csv.field_size_limit(LONGEST_FIELD)
    declared, text = split_declaration(text)
    delimiter = declared or ("\t" if kind == "tsv" else _best_delimiter(text[:SAMPLE]))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return [line.split(delimiter) for line in text.splitlines()]


def split_declaration(text: str) -> tuple[str, str]:
    """Return the delimiter of the ``sep=;`` line that Excel writes, if any, and the rest."""
    first, _, rest = text.partition("\n")
    declared = first.strip()
    if declared.lower().startswith(SEPARATOR_LINE) and len(declared) == len(SEPARATOR_LINE) + 1:
        return declared[-1], rest
    return "", text


def _best_delimiter(sample: str) -> str:
    return max(DELIMITERS, key=lambda delimiter: evenness(sample, delimiter))


def evenness(sample: str, delimiter: str) -> float:
    """Score a delimiter by the share of rows that agree on a number of columns above one."""
    try:
        rows = [
            row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row
        ]
    except csv.Error:
        return 0.0
    widths = [len(row) for row in rows]
    usual = max(set(widths), key=widths.count, default=1)
    return 0.0 if usual < FEWEST_COLUMNS else widths.count(usual) / len(widths) + usual / 1_000

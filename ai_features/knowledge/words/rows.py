"""Rows of a table as they read within a sentence's reach."""

from __future__ import annotations

import re
from typing import Final

ROW: Final = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
RULE: Final = re.compile(r"[\s|:-]*")


def readable_rows(text: str) -> str:
    """Return ``text`` with dots between the cells of its table rows; no character moves."""
    return ROW.sub(lambda match: _readable(match[0]), text) if "|" in text else text


def _readable(row: str) -> str:
    if RULE.fullmatch(row):
        return " " * len(row)
    first, last = row.index("|"), row.rindex("|")
    return f"{row[:first]} {row[first + 1 : last].replace('|', '·')} {row[last + 1 :]}"

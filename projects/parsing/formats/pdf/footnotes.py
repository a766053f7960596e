"""Footnotes below a column whose text goes on in the next one: they come after that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, zip_longest
from typing import Final

from projects.parsing.formats.pdf.lines import Line
from projects.parsing.formats.pdf.order import Region
from projects.parsing.formats.pdf.prose import ENDED

# Type this much smaller than the text's is that of notes.
SMALLER: Final = 0.9
MARK: Final = re.compile(r"(?:\d{1,3}|[*†‡§]{1,3})[.)]?")
MARKED: Final = re.compile(rf"{MARK.pattern}\s*\S")


def footnotes_last(regions: Sequence[Region], *, body: float) -> list[Region]:
    """Return regions in order, with notes that interrupt the text after all of it.

    ``body`` is the size of most type. Notes open with a number or a sign; the text before them has
    not ended, or is a heading, and goes on above them, in the next column.
    """
    runs = [list(run) for _, run in groupby(regions, key=lambda each: _is_small(each, body))]
    text, notes = list[Region](), list[Region]()
    for run, following in zip_longest(runs, runs[1:]):
        noted = following and _is_small(run[0], body) and MARKED.match(_opening(run))
        if noted and _top(following[0]) > _top(run[0]) and text and not _has_ended(text[-1]):
            notes += _with_marks(run)
        else:
            text += run
    return [*text, *notes]


def _is_small(region: Region, body: float) -> bool:
    return not region.table and all(line.size < body * SMALLER for line in region.lines)


def _has_ended(region: Region) -> bool:
    return bool(region.table or ENDED.search(region.lines[-1].text))


def _opening(run: Sequence[Region]) -> str:
    return " ".join(line.text for region in run[:2] for line in region.lines[:1])


def _top(region: Region) -> float:
    return max(line.top for line in region.lines)


def _with_marks(run: Sequence[Region]) -> Iterator[Region]:
    """Yield notes, a mark that stands alone as the beginning of the note beside it."""
    mark: Line | None = None
    for region in run:
        first, *others = region.lines
        if mark:
            first = replace(first, text=f"{mark.text} {first.text}", left=mark.left)
            mark = None
        if not others and MARK.fullmatch(first.text):
            mark = first
        else:
            yield replace(region, lines=[first, *others])
    if mark:
        yield Region([mark])

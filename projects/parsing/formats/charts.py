"""The figures of a chart, which Office files keep beside it (ECMA-376 part 1, 21.2)."""

from __future__ import annotations

from typing import Any, Final

from projects.parsing.cleaning import one_line
from projects.parsing.flow import Piece
from projects.parsing.formats.counting import whole
from projects.parsing.tables import pipe_table

A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
MOST_SERIES: Final = 50
MOST_POINTS: Final = 1_000
PRECISION: Final = ".15g"

Element = Any


def chart_pieces(root: Element) -> list[Piece]:
    """Return a chart's title and its series as the columns of a table."""
    title = root.find(f"{C}chart/{C}title")
    text = (
        "" if title is None else one_line(" ".join(each.text or "" for each in title.iter(f"{A}t")))
    )
    series = list(root.iter(f"{C}ser"))[:MOST_SERIES]
    names = [_points(each.find(f"{C}tx")).get(0, "") for each in series]
    values = [_points(_first(each, "val", "yVal")) for each in series]
    labels = [_points(_first(each, "cat", "xVal")) for each in series]
    rows = [
        [
            next((each[place] for each in labels if place in each), ""),
            *(_shown(each.get(place, "")) for each in values),
        ]
        for place in sorted({place for each in values for place in each})
    ]
    table = pipe_table([["", *names], *rows]) if rows else ""
    return [Piece("paragraph", text)] * bool(text) + [Piece("table", table)] * bool(table)


def _first(series: Element, *names: str) -> Element | None:
    return next((found for name in names if (found := series.find(f"{C}{name}")) is not None), None)


def _points(element: Element | None) -> dict[int, str]:
    """Return the values of a series, or the names of its places, by their place."""
    points = () if element is None else element.iter(f"{C}pt")
    found = {whole(each.get("idx"), 0): one_line(each.findtext(f"{C}v") or "") for each in points}
    return {place: text for place, text in found.items() if place < MOST_POINTS}


def _shown(text: str) -> str:
    """Return a figure without the digits that only its binary form has."""
    try:
        return f"{float(text):{PRECISION}}"
    except ValueError:
        return text

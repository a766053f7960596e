"""Measurements over time, as a line chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ai_features.bench.models import Measurement

WIDE: Final = 720
# Drawn at about the width of a phone, where the wide chart's labels would be too small to read.
NARROW: Final = 360
HEIGHT: Final = 200
LEFT, RIGHT, TOP, BOTTOM = 40, 110, 14, 24
LOWEST_STEP: Final = 0.1
LABEL_ROOM: Final = 16.0
LINES: Final = (("ndcg_10", "nDCG@10", "first"), ("recall_5", "Recall@5", "second"))


@dataclass(frozen=True, slots=True)
class Dot:
    """One measurement on one line; ``other_settings`` than the one before it had."""

    x: float
    y: float
    value: float
    measurement: Measurement
    other_settings: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """A measure over time, oldest first, and the height of its label."""

    name: str
    kind: str
    path: str
    dots: list[Dot]
    label_y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A line chart in a box of ``width`` x ``height``.

    ``rules`` are (y, value); ``changes`` are the x positions where the index changed.
    """

    lines: list[Curve]
    rules: list[tuple[float, float]]
    changes: list[float]
    width: int
    height: int = HEIGHT
    left: float = LEFT
    bottom: float = HEIGHT - BOTTOM
    top: float = TOP

    @property
    def right(self) -> float:
        """Where the lines end and their labels begin."""
        return self.width - RIGHT

    @property
    def settings_changed(self) -> bool:
        """Whether any two neighbours were measured with different settings."""
        return any(dot.other_settings for dot in self.lines[0].dots)


def charts(newest_first: Sequence[Measurement]) -> dict[str, Chart]:
    """Return the same chart for wide and narrow screens; nothing for fewer than two measurements.

    The measurements are done.
    """
    rows = list(newest_first)[::-1]
    if len(rows) < 2:  # noqa: PLR2004  (a line needs two points)
        return {}
    return {"wide": _chart(rows, WIDE), "narrow": _chart(rows, NARROW)}


def _chart(rows: Sequence[Measurement], width: int) -> Chart:
    lowest = min(row.scores[name] for row in rows for name, *_ in LINES)
    base = max(0.0, (int(lowest / LOWEST_STEP) - 1) * LOWEST_STEP)
    lines = [_line(rows, name, title, kind, base, width) for name, title, kind in LINES]
    rules = [(_y(value, base), value) for value in (base, (1 + base) / 2, 1.0)]
    return Chart(_parted(lines), rules, _changes(rows, width), width)


def _line(
    rows: Sequence[Measurement], name: str, title: str, kind: str, base: float, width: int
) -> Curve:
    dots = [
        Dot(
            _x(number, len(rows), width),
            _y(row.scores[name], base),
            row.scores[name],
            row,
            other_settings=_asked_with(row) != _asked_with(rows[max(number - 1, 0)]),
        )
        for number, row in enumerate(rows)
    ]
    path = "M" + " L".join(f"{dot.x:.1f} {dot.y:.1f}" for dot in dots)
    return Curve(title, kind, path, dots, dots[-1].y)


def _asked_with(row: Measurement) -> tuple[str, dict[str, Any]]:
    return row.mode, row.settings


def _parted(lines: list[Curve]) -> list[Curve]:
    """Return the lines with labels that do not overlap."""
    upper, lower = sorted(lines, key=lambda line: line.label_y)
    gap = LABEL_ROOM - (lower.label_y - upper.label_y)
    if gap <= 0:
        return lines
    return [
        Curve(line.name, line.kind, line.path, line.dots, line.label_y + shift)
        for line, shift in ((upper, -gap / 2), (lower, gap / 2))
    ]


def _changes(rows: Sequence[Measurement], width: int) -> list[float]:
    return [
        (_x(number - 1, len(rows), width) + _x(number, len(rows), width)) / 2
        for number in range(1, len(rows))
        if rows[number].index["fingerprint"] != rows[number - 1].index["fingerprint"]
    ]


def _x(number: int, count: int, width: int) -> float:
    return LEFT + (width - LEFT - RIGHT) * number / (count - 1)


def _y(value: float, base: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value) / (1 - base)

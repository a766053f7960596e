"""Figures as a reader sees them: money, sparklines, and the names of browsers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

MICRO = Decimal(1_000_000)
CENT = Decimal("0.01")
WIDTH, HEIGHT, MARGIN = 96, 20, 2

# The order matters: most browsers also name those they descend from.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class Line:
    """SVG paths in a box of 96 x 20: the line, oldest value on the left, and its last point."""

    path: str
    last: str


def dollars(micro_usd: int) -> str:
    """Return micro-USD as dollars: cents from one cent up, two significant figures below it."""
    amount = Decimal(micro_usd) / MICRO
    if amount == 0 or abs(amount) >= CENT:
        return f"${amount:,.2f}"
    places = 1 - amount.adjusted()
    return f"${amount:.{places}f}"


def sparkline(values: Sequence[float]) -> Line:
    """Return the line through ``values``, scaled to their maximum (at least 1); empty for none."""
    if not values:
        return Line(path="", last="")
    top = max([*values, 1])
    step = WIDTH / max(len(values) - 1, 1)
    reach = HEIGHT - 2 * MARGIN
    points = [
        f"{i * step:.1f} {HEIGHT - MARGIN - v / top * reach:.1f}" for i, v in enumerate(values)
    ]
    if len(points) == 1:
        points.append(f"{WIDTH} {points[0].split()[1]}")
    return Line(path="M" + "L".join(points), last=f"M{points[-1]}h0")


def browser(user_agent: str) -> str:
    """Return a user agent's browser and system, as in “Firefox on Linux”, or else its start."""
    name = next((words for mark, words in BROWSERS.items() if mark in user_agent), "")
    system = next((words for mark, words in SYSTEMS.items() if mark in user_agent), "")
    return (
        " on ".join(filter(None, (name, system))) or user_agent[:60] or "A browser without a name"
    )

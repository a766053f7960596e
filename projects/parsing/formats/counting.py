"""Lists that number their paragraphs, counted as Word and OpenDocument programs show them.

Sources: ECMA-376 part 1, 17.9 (numbering); OASIS ODF 1.3 part 3, 16.30 (list styles). Readers cite
the numbers: “clause 4.2(b)”.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

BULLET: Final = "-"
PLACE: Final = re.compile(r"%([1-9])")
LONGEST_TEXT: Final = 60
MOST_DIGITS: Final = 6
ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
MOST_ROMAN: Final = 3_999
ALPHABET: Final = 26
MOST_LETTERS: Final = 30 * ALPHABET


@dataclass(frozen=True)
class Level:
    """How a level counts: ``text`` is what it writes, “%1.%2” for its own and the number above.

    ``restart`` is the level, counted from 1, that makes it start again: 0 is none, and without one
    every level above does. ``style`` is the paragraph style that belongs to the level.
    """

    start: int = 1
    shape: str = "decimal"
    text: str = ""
    style: str = ""
    restart: int | None = None
    legal: bool = False


@dataclass
class Counted:
    """What the paragraphs of a list write; lists with the same ``counts`` count together.

    ``starts`` has the levels, counted from 0, that start again when this list next uses them.
    """

    levels: dict[int, Level]
    counts: dict[int, int] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)

    def mark(self, level: int) -> str:
        """Count a paragraph and return what stands before it, a dash for any bullet."""
        if level not in self.levels:
            return BULLET
        self._count(level)
        return self._written(level)

    def _count(self, level: int) -> None:
        counts = self.counts
        if level in self.starts:
            counts[level] = self.starts.pop(level)
        else:
            counts[level] = counts.get(level, self.levels[level].start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            restart = self.levels[deeper].restart if deeper in self.levels else None
            if restart is None or level < restart:
                del counts[deeper]

    def _written(self, level: int) -> str:
        own = self.levels[level]
        if own.shape == "bullet":
            return BULLET

        def number(place: re.Match[str]) -> str:
            above = int(place[1]) - 1
            each = self.levels.get(above, Level())
            shape = "decimal" if own.legal else each.shape
            return shaped(self.counts.get(above, each.start), shape)

        return " ".join(PLACE.sub(number, own.text[:LONGEST_TEXT]).split())


def shaped(number: int, shape: str) -> str:
    """Return a number in a ``w:numFmt``; those of other scripts and in words are decimal here."""
    return SHAPES.get(shape, str)(number)


def _roman(number: int) -> str:
    if not 0 < number <= MOST_ROMAN:
        return str(number)
    text = ""
    for value, letters in ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _letter(number: int) -> str:
    """Return a to z, then aa to zz, aaa to zzz and so on."""
    if not 0 < number <= MOST_LETTERS:
        return str(number)
    times, place = divmod(number - 1, ALPHABET)
    return chr(ord("a") + place) * (times + 1)


SHAPES: Final[dict[str, Callable[[int], str]]] = {
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
    "none": lambda _: "",
}


def whole(value: str | None, default: int) -> int:
    """Return a number of few digits that a file names, or ``default``."""
    return int(value) if value and value.isdecimal() and len(value) <= MOST_DIGITS else default

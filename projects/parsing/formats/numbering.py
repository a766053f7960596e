"""The numbers that Word writes before paragraphs, which it counts anew whenever it opens a file.

Source: ECMA-376 part 1, 17.9 (numbering). Readers cite them: “clause 4.2(b)”.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
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

Element = Any


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


@dataclass(frozen=True)
class Use:
    """A paragraph's or style's list and its level in it; ``number`` "0" takes a list away."""

    number: str = ""
    level: int | None = None


@dataclass
class _List:
    """What paragraphs of one ``w:num`` write; lists with the same ``counts`` count together.

    ``starts`` has the levels that start again when this list first uses them.
    """

    levels: dict[int, Level]
    counts: dict[int, int]
    starts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Numbering:
    """Counts the paragraphs of a document: ask once for each of them, in their order."""

    lists: dict[str, _List] = field(default_factory=dict)
    styles: dict[str, Use] = field(default_factory=dict)

    def use_of(self, properties: Element | None, style: str) -> Use | None:
        """Return the list of a paragraph with these properties, or None if it is in none."""
        own, by_style = use_in(properties), self.styles.get(style, Use())
        number = own.number or by_style.number
        if number in ("", "0"):
            return None
        level = own.level if own.level is not None else self._level_of(number, style, by_style)
        return Use(number, level)

    def _level_of(self, number: str, style: str, use: Use) -> int:
        levels = self.lists[number].levels if number in self.lists else {}
        linked = (level for level, each in levels.items() if each.style == style)
        return next(linked, use.level or 0)

    def mark(self, use: Use) -> str:
        """Count a paragraph and return what stands before it, a dash for any bullet."""
        found, level = self.lists.get(use.number), use.level or 0
        if found is None or level not in found.levels:
            return BULLET
        _count(found, level)
        return _written(found, level)


def _count(counted: _List, level: int) -> None:
    counts = counted.counts
    if level in counted.starts:
        counts[level] = counted.starts.pop(level)
    else:
        counts[level] = counts.get(level, counted.levels[level].start - 1) + 1
    for deeper in [each for each in counts if each > level]:
        restart = counted.levels[deeper].restart if deeper in counted.levels else None
        if restart is None or level < restart:
            del counts[deeper]


def _written(counted: _List, level: int) -> str:
    own = counted.levels[level]
    if own.shape == "bullet":
        return BULLET

    def number(place: re.Match[str]) -> str:
        above = int(place[1]) - 1
        each = counted.levels.get(above, Level())
        shape = "decimal" if own.legal else each.shape
        return shaped(counted.counts.get(above, each.start), shape)

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


def read_numbering(root: Element | None, styles: dict[str, Element]) -> Numbering:
    """Return the lists of ``word/numbering.xml`` and which of them the styles belong to."""
    uses = {name: _style_use(name, styles) for name in styles}
    if root is None:
        return Numbering({}, uses)
    kinds = {_value_of(each, f"{W}abstractNumId"): each for each in root.iter(f"{W}abstractNum")}
    linked = {
        link.get(f"{W}val", ""): name
        for name, each in kinds.items()
        if (link := each.find(f"{W}styleLink")) is not None
    }
    levels = {name: _levels_of(each) for name, each in kinds.items()}
    counts: dict[str, dict[int, int]] = {name: {} for name in kinds}
    lists = {}
    for each in root.iter(f"{W}num"):
        name = _text_in(each, "abstractNumId")
        if name in kinds:
            name = linked.get(_text_in(kinds[name], "numStyleLink"), name)
            lists[_value_of(each, f"{W}numId")] = _list_of(each, levels[name], counts[name])
    return Numbering(lists, uses)


def _list_of(number: Element, levels: dict[int, Level], counts: dict[int, int]) -> _List:
    """Return a list that differs from its kind by its overrides."""
    own, starts = dict(levels), {}
    for change in number.iterchildren(f"{W}lvlOverride"):
        level = _whole(change.get(f"{W}ilvl"), 0)
        if (written := change.find(f"{W}lvl")) is not None:
            own[level] = _level(written)
        if (start := change.find(f"{W}startOverride")) is not None and level in own:
            starts[level] = _whole(start.get(f"{W}val"), 1)
            own[level] = replace(own[level], start=starts[level])
    return _List(own, counts, starts)


def _levels_of(kind: Element) -> dict[int, Level]:
    return {_whole(each.get(f"{W}ilvl"), 0): _level(each) for each in kind.iterchildren(f"{W}lvl")}


def _level(element: Element) -> Level:
    restart = element.find(f"{W}lvlRestart")
    legal = element.find(f"{W}isLgl")
    return Level(
        start=_whole(_text_in(element, "start"), 0),
        shape=_text_in(element, "numFmt") or "decimal",
        text=_text_in(element, "lvlText"),
        style=_text_in(element, "pStyle"),
        restart=None if restart is None else _whole(restart.get(f"{W}val"), 0),
        legal=legal is not None and legal.get(f"{W}val", "1") not in ("0", "false", "off"),
    )


def use_in(properties: Element | None) -> Use:
    """Return the list that a paragraph's or a style's properties name."""
    found = None if properties is None else properties.find(f"{W}numPr")
    if found is None:
        return Use()
    level = _text_in(found, "ilvl")
    return Use(_text_in(found, "numId"), _whole(level, 0) if level else None)


def _style_use(style_id: str, styles: dict[str, Element]) -> Use:
    """Return the list of a style or its nearest ancestor in one; ten steps bound a cycle."""
    level: int | None = None
    for _ in range(10):
        style = styles.get(style_id)
        if style is None:
            break
        use = use_in(style.find(f"{W}pPr"))
        level = use.level if level is None else level
        if use.number:
            return Use(use.number, level)
        style_id = _text_in(style, "basedOn")
    return Use()


def _text_in(element: Element, name: str) -> str:
    found = element.find(f"{W}{name}")
    return "" if found is None else found.get(f"{W}val", "")


def _value_of(element: Element, name: str) -> str:
    value: str = element.get(name, "")
    return value


def _whole(value: str | None, default: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) <= MOST_DIGITS else default

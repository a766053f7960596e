"""The numbers that Word writes before paragraphs, which it counts anew whenever it opens a file.

Source: ECMA-376 part 1, 17.9 (numbering). Readers cite them: “clause 4.2(b)”.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final

from projects.parsing.formats.counting import BULLET, Counted, Level, whole

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

Element = Any


@dataclass(frozen=True)
class Use:
    """A paragraph's or style's list and its level in it; ``number`` "0" takes a list away."""

    number: str = ""
    level: int | None = None


@dataclass(frozen=True)
class Numbering:
    """Counts the paragraphs of a document: ask once for each of them, in their order."""

    lists: dict[str, Counted] = field(default_factory=dict)
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
        found = self.lists.get(use.number)
        return BULLET if found is None else found.mark(use.level or 0)


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


def _list_of(number: Element, levels: dict[int, Level], counts: dict[int, int]) -> Counted:
    """Return a list that differs from its kind by its overrides."""
    own, starts = dict(levels), {}
    for change in number.iterchildren(f"{W}lvlOverride"):
        level = whole(change.get(f"{W}ilvl"), 0)
        if (written := change.find(f"{W}lvl")) is not None:
            own[level] = _level(written)
        if (start := change.find(f"{W}startOverride")) is not None and level in own:
            starts[level] = whole(start.get(f"{W}val"), 1)
            own[level] = replace(own[level], start=starts[level])
    return Counted(own, counts, starts)


def _levels_of(kind: Element) -> dict[int, Level]:
    return {whole(each.get(f"{W}ilvl"), 0): _level(each) for each in kind.iterchildren(f"{W}lvl")}


def _level(element: Element) -> Level:
    restart = element.find(f"{W}lvlRestart")
    legal = element.find(f"{W}isLgl")
    return Level(
        start=whole(_text_in(element, "start"), 0),
        shape=_text_in(element, "numFmt") or "decimal",
        text=_text_in(element, "lvlText"),
        style=_text_in(element, "pStyle"),
        restart=None if restart is None else whole(restart.get(f"{W}val"), 0),
        legal=legal is not None and legal.get(f"{W}val", "1") not in ("0", "false", "off"),
    )


def use_in(properties: Element | None) -> Use:
    """Return the list that a paragraph's or a style's properties name."""
    found = None if properties is None else properties.find(f"{W}numPr")
    if found is None:
        return Use()
    level = _text_in(found, "ilvl")
    return Use(_text_in(found, "numId"), whole(level, 0) if level else None)


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

"""Which of several ranges holds the figure that a question names: “7 kg” among “5 to 10 kg”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final, NamedTuple

# Units of one dimension, with their size in its basic unit; months and years are near enough.
UNITS: Final[Mapping[str, Mapping[str, float]]] = {
    "weight": {"g": 1, "kg": 1_000, "kilo": 1_000, "t": 1e6, "lb": 453.6, "oz": 28.35},
    "length": {"mm": 1, "cm": 10, "m": 1_000, "metre": 1_000, "meter": 1_000, "km": 1e6}
    | {"ft": 304.8, "feet": 304.8, "foot": 304.8, "mile": 1.609e6},
    "volume": {"ml": 1, "cl": 10, "l": 1_000, "litre": 1_000, "liter": 1_000},
    "time": {"second": 1, "sekunde": 1, "min": 60, "minute": 60, "h": 3_600, "hour": 3_600}
    | {"stunde": 3_600, "day": 86_400, "tag": 86_400, "week": 604_800, "woche": 604_800}
    | {"month": 2.63e6, "monat": 2.63e6, "year": 3.156e7, "jahr": 3.156e7},
    "data": {"kb": 1, "mb": 1e3, "gb": 1e6, "tb": 1e9},
    "£": {"£": 1, "gbp": 1, "pound": 1, "pfund": 1},
    "€": {"€": 1, "eur": 1, "euro": 1},
    "$": {"$": 1, "usd": 1, "dollar": 1},
    "share": {"%": 1, "per cent": 1, "percent": 1, "prozent": 1},
    "people": {"people": 1, "person": 1, "guest": 1, "user": 1, "seat": 1, "gäste": 1, "gast": 1}
    | {"nutzer": 1, "teilnehmer": 1, "participant": 1, "employee": 1, "mitarbeiter": 1},
}
_OF: Final = {
    name: (dimension, size) for dimension, units in UNITS.items() for name, size in units.items()
}
_NAMES: Final = "|".join(sorted(map(re.escape, _OF), key=len, reverse=True))
_UNIT: Final = rf"(?:(?:{_NAMES})(?:s|n|e|en)?)(?!\w)"
_FIGURE: Final = r"(?<![\w.,])(?:[£€$]\s?)?\d+(?:[.,]\d+)*"
_SPACED: Final = r"[\s-]{0,2}"
QUANTITY: Final = re.compile(
    rf"(?P<figure>{_FIGURE}){_SPACED}(?P<unit>{_UNIT})?(?![\w:])", re.IGNORECASE
)
RANGE: Final = re.compile(
    rf"(?P<low>{_FIGURE}){_SPACED}(?P<low_unit>{_UNIT})?\s*"
    rf"(?:-|–|—|to|bis(?:\s+zu)?|and|und)\s*"
    rf"(?P<high>(?:[£€$]\s?)?\d+(?:[.,]\d+)*){_SPACED}(?P<unit>{_UNIT})?(?![\w:])",
    re.IGNORECASE,
)
LIMIT: Final = re.compile(
    rf"""(?:
    (?P<most>up\s+to|at\s+most|no\s+more\s+than|max(?:imum|\.)?|until|bis(?:\s+zu)?|höchstens|maximal|≤|<=)
    |(?P<under>under|below|less\s+than|lighter\s+than|unter|weniger\s+als|<)
    |(?P<least>from|at\s+least|min(?:imum|\.)?|ab|von|mindestens|≥|>=)
    |(?P<over>over|above|more\s+than|heavier\s+than|longer\s+than|über|mehr\s+als|>)
    )\s*(?P<figure>(?:[£€$]\s?)?\d+(?:[.,]\d+)*){_SPACED}(?P<unit>{_UNIT})?(?![\w:])""",
    re.IGNORECASE | re.VERBOSE,
)
AND_MORE: Final = re.compile(
    rf"(?P<figure>{_FIGURE}){_SPACED}(?P<unit>{_UNIT})?"
    rf"\s*(?:\+|(?:and|or|und|oder)\s+(?:more|over|above|older|up|mehr|älter|darüber)\b)",
    re.IGNORECASE,
)
# “Above £150,000” asks about the next figure up, “under 5 kg” about the next one down.
BEYOND: Final = re.compile(
    r"(?:(?P<over>over|above|more\s+than|exceeding|beyond|über|mehr\s+als)"
    r"|(?P<under>under|below|less\s+than|unter|weniger\s+als))\s*$",
    re.IGNORECASE,
)
A_LITTLE: Final = 1e-6
# A table's row begins with the name of its first column.
CELL: Final = re.compile(r"[^:\n]{1,60}:\s*")


class Quantity(NamedTuple):
    """A figure in the basic unit of its ``dimension``, which is empty if no unit is named."""

    size: float
    dimension: str

    def moved(self, beyond: re.Match[str] | None) -> Quantity:
        """Return the figure, a little more or less if ``beyond`` says that it is not the one."""
        if beyond is None:
            return self
        return self._replace(size=self.size * (1 + (A_LITTLE if beyond["over"] else -A_LITTLE)))


@dataclass(frozen=True)
class Range:
    """Figures from ``low`` to ``high``, each end included or not."""

    low: float
    high: float
    dimension: str
    includes_low: bool = True
    includes_high: bool = True

    def holds(self, quantity: Quantity) -> bool:
        """Tell whether ``quantity`` is of the same dimension and within the range."""
        if quantity.dimension != self.dimension:
            return False
        above = quantity.size > self.low or (self.includes_low and quantity.size == self.low)
        below = quantity.size < self.high or (self.includes_high and quantity.size == self.high)
        return above and below

    def is_wider_than(self, other: Range) -> bool:
        """Tell whether ``other`` lies within this range: “up to 5” within “up to 10”."""
        within = self.low <= other.low and other.high <= self.high
        return within and (self.low, self.high) != (other.low, other.high)


def quantities_in(text: str) -> list[Quantity]:
    """Return the figures that ``text`` names with a known unit."""
    found = (
        _quantity(each["figure"], each["unit"]).moved(BEYOND.search(text, 0, each.start()))
        for each in QUANTITY.finditer(text)
    )
    return [quantity for quantity in found if quantity.dimension]


def rows_by_range(question: str, texts: Sequence[str]) -> tuple[frozenset[int], frozenset[int]]:
    """Return the indices of the rows whose range holds the question's figure, and of the others.

    ``texts`` are sentences; only rows of tables that begin with a range of the same dimension
    count. Of ranges within one another (“up to 5”, “up to 10”) the narrowest holds it. Both sets
    are empty if none does.
    """
    asked = quantities_in(question)
    ranges = {index: found for index, text in enumerate(texts) if asked and (found := _opens(text))}
    holding = {
        index: found
        for index, found in ranges.items()
        if any(found.holds(quantity) for quantity in asked)
    }
    narrowest = frozenset(
        index
        for index, found in holding.items()
        if not any(found.is_wider_than(other) for other in holding.values())
    )
    if not narrowest:
        return frozenset(), frozenset()
    dimensions = {holding[index].dimension for index in narrowest}
    others = {index for index, found in ranges.items() if found.dimension in dimensions}
    return narrowest, frozenset(others - narrowest)


def _opens(text: str) -> Range | None:
    """Return the range in the first cell of a row, whose unit may stand in its column's name."""
    name = CELL.match(text)
    if name is None:
        return None
    cell = text[name.end() :].partition(", ")[0]
    return next(_ranges(cell, name[0]), None)


def _ranges(cell: str, name: str) -> Iterator[Range]:
    for found in RANGE.finditer(cell):
        unit = found["unit"] or found["low_unit"] or _unit_in(name)
        low = _quantity(found["low"], found["low_unit"] or unit)
        high = _quantity(found["high"], unit)
        if high.dimension and low.size <= high.size:
            yield Range(low.size, high.size, high.dimension)
    for found in AND_MORE.finditer(cell):
        least = _quantity(found["figure"], found["unit"] or _unit_in(name))
        if least.dimension:
            yield Range(least.size, inf, least.dimension)
    for found in LIMIT.finditer(cell):
        limit = _quantity(found["figure"], found["unit"] or _unit_in(name))
        if not limit.dimension:
            continue
        if found["most"] or found["under"]:
            yield Range(-inf, limit.size, limit.dimension, includes_high=bool(found["most"]))
        else:
            yield Range(limit.size, inf, limit.dimension, includes_low=bool(found["least"]))


def _unit_in(name: str) -> str | None:
    found = re.search(rf"(?<!\w){_UNIT}", name, re.IGNORECASE)
    return found[0] if found else None


def _quantity(figure: str, unit: str | None) -> Quantity:
    """Return a figure with its unit; a currency's sign may stand before the figure."""
    sign = figure[0] if figure[0] in "£€$" else ""
    dimension, size = _dimension(sign or unit or "")
    return Quantity(_value(figure.lstrip("£€$ ")) * size, dimension)


def _dimension(unit: str) -> tuple[str, float]:
    low = unit.casefold()
    for ending in ("", "s", "n", "e", "en"):
        if low.endswith(ending) and (found := _OF.get(low.removesuffix(ending))):
            return found
    return "", 1


def _value(figure: str) -> float:
    """Return the number that ``figure`` writes: “1,500” and “1.500” are 1500, “2,5” is 2.5."""
    grouped = not figure.startswith("0")
    plain = re.sub(r"[.,](?=\d{3}(?!\d))", "", figure) if grouped else figure
    head, *rest = re.split(r"[.,]", plain)
    return float(f"{head}.{''.join(rest)}")

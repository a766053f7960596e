"""The figures of a text, compared by their values in whatever country's way they are written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

FIGURE: Final = re.compile(
    r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?(?!\d)"
    r"|(?:(?<![\w.,:/])\.)?\d+(?:[.,:/]\d+)*"
)
# Section 3.10 is not section 3.1, so two digits stay as they are.
CENTS: Final = 2
MARK: Final = re.compile(r"[.,]")
PART: Final = re.compile(r"[^:/]+")
GAP: Final = re.compile(r"[ \u00a0\u202f'’]")
THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*")
DECIMAL: Final = re.compile(
    r"(?P<whole>\d*|\d{1,3}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*)(?!(?P=mark))[.,](?P<part>\d+)"
)
SAID_IN_WORDS: Final = {
    0: "zero null",
    1: "one",
    2: "two zwei deux dos",
    3: "three drei trois tres",
    4: "four vier quatre cuatro",
    5: "five fünf cinq cinco",
    6: "six sechs seis",
    7: "seven sieben sept siete",
    8: "eight acht huit ocho",
    9: "nine neun neuf nueve",
    10: "ten zehn dix diez",
    11: "eleven elf onze once",
    12: "twelve zwölf douze doce",
    13: "thirteen dreizehn",
    14: "fourteen vierzehn",
    15: "fifteen fünfzehn",
    16: "sixteen sechzehn",
    17: "seventeen siebzehn",
    18: "eighteen achtzehn",
    19: "nineteen neunzehn",
    20: "twenty zwanzig vingt veinte",
    30: "thirty dreißig",
    40: "forty vierzig",
    50: "fifty fünfzig",
    60: "sixty sechzig",
    70: "seventy siebzig",
    80: "eighty achtzig",
    90: "ninety neunzig",
    100: "hundred hundert",
}
NUMBER_WORDS: Final = {
    word: str(number) for number, words in SAID_IN_WORDS.items() for word in words.split()
}
# These have another meaning as well: “one may”, German “null und nichtig”, English “once”.
INDEFINITE: Final = frozenset({"one", "null", "once"})


def strange_figures(sentence: str, source: str) -> set[str]:
    """Return the figures of ``sentence`` that ``source`` does not have, as they are written.

    What can be read in two ways, such as “1.500” or “12 300”, is compared in both. Words that have
    another meaning as well, such as “one”, are figures in ``source`` alone.
    """
    known = set().union(*(way for _, ways in _figures(source) for way in ways), _in_words(source))
    digits = {
        figure for figure, ways in _figures(sentence) if not any(way <= known for way in ways)
    }
    return digits | (_in_words(sentence, but=INDEFINITE) - known)


def _in_words(text: str, *, but: Collection[str] = ()) -> set[str]:
    words = set(re.findall(r"[^\W\d_]+", text.casefold())).difference(but)
    return {NUMBER_WORDS[word] for word in words if word in NUMBER_WORDS}


def _figures(text: str) -> Iterator[tuple[str, list[set[str]]]]:
    """Yield each figure in digits and the ways to read it, each as the values it then has."""
    for figure in FIGURE.findall(text):
        joined = GAP.sub("", figure)
        ways = [{value} for value in _values(joined)]
        # A plain space may stand between two figures, but none begins with a nought.
        if " " in figure and " 0" not in figure:
            ways.append({value for part in GAP.split(figure) for value in _values(part)[:1]})
        yield figure, ways


def _values(figure: str) -> list[str]:
    """Return what the figure may be worth, likeliest first, with a point and no needless noughts.

    Of a ratio, a date or a time, each part is read in its likeliest way.
    """
    if not PART.fullmatch(figure):
        return [PART.sub(lambda part: _values(part[0])[0], figure)]
    found = [MARK.sub("", figure)] if THOUSANDS.fullmatch(figure) else []
    decimal = DECIMAL.fullmatch(figure)
    # “1,000” is not one.
    if decimal and not (found and decimal["part"] == "000"):
        found.append(_decimal(MARK.sub("", decimal["whole"]), decimal["part"]))
    return found or [_bare(figure)]


def _decimal(whole: str, part: str) -> str:
    if len(part) != CENTS or part == "00":
        part = part.rstrip("0")
    return f"{_bare(whole)}.{part}".rstrip(".")


def _bare(digits: str) -> str:
    return digits.lstrip("0") or "0"

"""Mend text in fonts that do not say, or say wrongly, which letters they show.

Two encodings are common. TeX's T1 (Cork) has ligatures and quotation marks where ASCII has
controls. Subsets of TrueType fonts number their glyphs in Macintosh order, where the space is
number 3 and each letter is 29 below its ASCII code. Text that makes no words in either is dropped,
as nobody could search or quote it. Old Russian fonts name the Cyrillic letters of Windows (code
page 1251) after the Western letters with the same codes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from projects.parsing.cleaning import clean
from projects.parsing.formats.pdf.lines import Line

ACCENTED = re.compile("[\u00c0-\u00ff]{4}")
FIRST_ACCENTED = "\u00e0"
COMMON_CYRILLIC = frozenset("îåàèíòñðâëêìä")
OFTEN = 0.5
MOSTLY = 0.85
T1 = {
    0x10: "“", 0x11: "”", 0x12: "„", 0x13: "«", 0x14: "»", 0x15: "–", 0x16: "—",
    0x1B: "ff", 0x1C: "fi", 0x1D: "fl", 0x1E: "ffi", 0x1F: "ffl",
}  # fmt: skip
GLYPH_ORDER = {code: chr(code + 29) for code in range(3, 98)}
PARTS = re.compile(r"[\s_/\-–—.,;:!?()\[\]'’\"“”„«»]+")
PART_NUMBER = re.compile(r"(?=.*\d)(?=.*[^\W\d])\w+")
VOWELS = frozenset("aeiouyäöüáéíóúàèìòùâêîôûãõåæøœ")
LAST_LATIN = 0x24F
SHORTEST_WORD = 2
SPACED_OUT = 2.5
SAMPLE = 2_000
LIKELY = 0.6
UNLIKELY = 0.3
NONSENSE = 0.2
ENOUGH = 150


def mended(lines: Sequence[Line]) -> list[Line]:
    """Return lines with unmapped text decoded, or dropped if it makes no sense in any encoding."""
    lines = [_cyrillic(line) if ACCENTED.search(line.text) else line for line in lines]
    unmapped = "\n".join(line.unmapped for line in lines if line.unmapped)
    if not unmapped:
        return lines
    codes = (T1, GLYPH_ORDER)
    scores = [likeness(clean(unmapped[:SAMPLE].translate(code)), mixed=0.0) for code in codes]
    code, score = max(zip(codes, scores, strict=True), key=lambda pair: pair[1])
    if score >= LIKELY:
        lines = [replace(line, text=_decoded(line, code)) for line in lines]
    elif score < UNLIKELY and len(unmapped) > ENOUGH:
        lines = [line for line in lines if not line.unmapped]
    return [line for line in lines if line.text]


def _cyrillic(line: Line) -> Line:
    """Return the line in Cyrillic if almost all its letters are accented, as in no language.

    At least half of those must stand for the commonest Russian letters.
    """
    letters = [letter.lower() for letter in line.text if letter.isalpha()]
    accented = [letter for letter in letters if letter >= FIRST_ACCENTED]
    common = sum(letter in COMMON_CYRILLIC for letter in accented)
    if len(accented) < len(letters) * MOSTLY or common < len(accented) * OFTEN:
        return line
    try:
        return replace(line, text=line.text.encode("cp1252").decode("cp1251"))
    except UnicodeError:
        return line


def _decoded(line: Line, code: dict[int, str]) -> str:
    return clean(line.unmapped.translate(code)).strip() if line.unmapped else line.text


def makes_sense(text: str) -> bool:
    """Whether text could be in some language; under 150 characters it always could."""
    return len(text) < ENOUGH or likeness(text[:SAMPLE]) >= NONSENSE


def likeness(text: str, *, mixed: float = 1.0) -> float:
    """Return the share of characters in parts that could be words or numbers.

    A Latin word has a vowel; other scripts are trusted. ``mixed`` (0 to 1) is the weight of parts
    that mix letters and digits: part numbers look like that, but so does wrongly decoded text.
    """
    parts = [part for part in PARTS.split(_closed(text)) if len(part) >= SHORTEST_WORD]
    total = sum(map(len, parts))
    mixtures = sum(len(part) for part in parts if PART_NUMBER.fullmatch(part))
    likely = sum(len(part) for part in parts if _is_likely(part))
    return (likely + mixed * mixtures) / total if total else mixed


def _closed(text: str) -> str:
    """Close up text that is spaced out letter by letter."""
    return text.replace(" ", "") if text.count(" ") * SPACED_OUT > len(text) else text


def _is_likely(part: str) -> bool:
    if part.isdigit() or sum(ord(letter) > LAST_LATIN for letter in part) * 2 >= len(part):
        return True
    return part.isalpha() and not VOWELS.isdisjoint(part.lower())

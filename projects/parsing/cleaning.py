"""Make extracted text safe to store, search and quote: no invisible or unstorable characters."""

from __future__ import annotations

import re
import unicodedata

LIGATURES = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st",
    0xFB06: "st",
}  # fmt: skip
SPACES = dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x09], " ")
BREAKS = dict.fromkeys([0x0B, 0x0C, 0x85, 0x2028, 0x2029], "\n")
BULLETS = dict.fromkeys([0xF0B7, 0xF0A7, 0xF0A8, 0xF0D8, 0xF076, 0x25CF], "•")
CONTROLS = dict.fromkeys([*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)])
# Symbol fonts use the private use area, and so do Adobe's small capitals and old-style figures.
SIGNS = {
    0xF025: "%", 0xF028: "(", 0xF029: ")", 0xF02B: "+", 0xF02C: ",", 0xF02D: "−", 0xF02E: ".",
    0xF02F: "/", 0xF03C: "<", 0xF03D: "=", 0xF03E: ">", 0xF05B: "[", 0xF05D: "]", 0xF07B: "{",
    0xF07C: "|", 0xF07D: "}", 0xF0A3: "≤", 0xF0A5: "∞", 0xF0AE: "→", 0xF0B0: "°", 0xF0B1: "±",
    0xF0B3: "≥", 0xF0B4: "×", 0xF0B8: "÷", 0xF0B9: "≠", 0xF0BB: "≈", 0xF0BC: "…", 0xF0D7: "⋅",
    0xF0E5: "∑", 0xF0F2: "∫", 0xF0FC: "✓",
    **{0xF030 + digit: str(digit) for digit in range(10)},
    **{0xF700 + code: chr(code) for code in (*range(0x21, 0x7F), *range(0xE0, 0xFF))},
}  # fmt: skip
# Soft hyphen, zero-width space, marks that change the text's direction: all can hide text.
INVISIBLE = dict.fromkeys(
    [0xAD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
TABLE: dict[int, str | None] = {
    **CONTROLS, **INVISIBLE, **LIGATURES, **SPACES, **BREAKS, **BULLETS, **SIGNS, 0x0D: "\n",
}  # fmt: skip

# How raised and lowered figures are written, so that 10⁶ does not become 106.
SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
SUBSCRIPTS = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
UNSTORABLE = re.compile("[\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]")
RUNS_OF_SPACES = re.compile(r" {2,}")
SPACES_AT_LINE_ENDS = re.compile(r" *\n *")
EMPTY_LINES = re.compile(r"\n{3,}")
# Dot leaders before a page number in a table of contents.
LEADERS = re.compile(r"(?:\s?\.){5,}\s?")


def clean(text: str) -> str:
    """Return ``text`` in NFC, with only line feeds, ligatures spelled out and nothing invisible.

    Private-use characters are removed: they are glyphs of a font that no reader has.
    """
    text = text.replace("\r\n", "\n").translate(TABLE)
    return unicodedata.normalize("NFC", UNSTORABLE.sub("", text))


def clean_but_tabs(text: str) -> str:
    """Clean ``text`` in which tabs may separate the columns of a table."""
    return "\t".join(map(clean, text.split("\t")))


def tidy(text: str) -> str:
    """Clean prose: single spaces, none at line ends, at most one blank line in a row."""
    text = SPACES_AT_LINE_ENDS.sub("\n", RUNS_OF_SPACES.sub(" ", clean(text)))
    return EMPTY_LINES.sub("\n\n", text).strip()


def one_line(text: str) -> str:
    """Clean ``text`` whose line breaks mean nothing: a title, a cell, a wrapped paragraph."""
    return " ".join(clean(text).split())


def without_leaders(text: str) -> str:
    """Return ``text`` with each run of leader dots as one ellipsis."""
    return LEADERS.sub(" … ", text) if ".." in text or ". ." in text else text

"""The headers and footers of a Word file: which say something that its text does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from projects.parsing.cleaning import one_line
from projects.parsing.flow import Piece
from projects.parsing.formats.numbering import W
from projects.parsing.formats.runs import is_on

RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
REFERENCES: Final = {f"{W}headerReference": True, f"{W}footerReference": False}
COUNTS: Final = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)
# Stands for the number of a page, with the word before it and between two of them.
NUMBER: Final = "\u2980"
NUMBERED: Final = re.compile(
    rf"(?:[^\W\d_]{{1,7}}\.?\s*)?{NUMBER}(?:\s*(?:/|[^\W\d_]{{1,7}})\s*{NUMBER})?"
)
# A header with a date, a version, a number or an address tells of its document; one without only
# names it, or its owner.
TELLING: Final = re.compile(r"\d|@")

Element = Any


class Margin(NamedTuple):
    """A header or footer: the name of its part, whether it is above the text and shown once."""

    part: str
    above: bool
    once: bool


def margins_of(root: Element, related: Mapping[str, tuple[str, str]]) -> list[Margin]:
    """Return the headers and footers that a document shows, in order, each once."""
    found: dict[str, Margin] = {}
    for section in root.iter(f"{W}sectPr"):
        titled = is_on(section.find(f"{W}titlePg"))
        for reference in section.iterchildren(*REFERENCES):
            first = reference.get(f"{W}type") == "first"
            _, part = related.get(reference.get(RELATION, ""), ("", ""))
            if part and (titled or not first):
                found.setdefault(part, Margin(part, REFERENCES[reference.tag], first))
    return list(found.values())


def without_page_numbers(root: Element) -> Element:
    """Put a mark in place of the numbers of pages, which a program last wrote there."""
    for simple in root.iter(f"{W}fldSimple"):
        if COUNTS.match(simple.get(f"{W}instr", "")):
            _mark(list(simple.iter(f"{W}t")))
    for field in _fields(root):
        _mark(field)
    return root


def _fields(root: Element) -> Iterator[list[Element]]:
    """Yield the words of each field that counts pages: between its instruction and its end."""
    words: list[Element] = []
    code, inside = "", False
    for each in root.iter(f"{W}fldChar", f"{W}instrText", f"{W}t"):
        if each.tag == f"{W}instrText":
            code += each.text or ""
        elif each.tag == f"{W}t" and inside:
            words.append(each)
        elif each.tag == f"{W}fldChar":
            inside = each.get(f"{W}fldCharType") == "separate" and bool(COUNTS.match(code))
            if not inside:
                yield words
                words, code = [], ""


def _mark(words: Sequence[Element]) -> None:
    for at, each in enumerate(words):
        each.text = "" if at else NUMBER


def told(margin: Margin, pieces: Sequence[Piece], *, text: str) -> list[Piece]:
    """Return what a margin says beyond the document's ``text``, its lines as one paragraph.

    One that stands on every page counts only if it tells of its document.
    """
    lines, tables = list[str](), list[Piece]()
    for piece in pieces:
        said = NUMBERED.sub("", piece.text)
        if piece.kind == "table":
            tables.append(Piece("table", said))
        else:
            lines += [line for line in map(_trimmed, said.split("\n")) if _adds(line, text)]
    read = [Piece("paragraph", "\n".join(lines)), *tables]
    telling = margin.once or any(TELLING.search(piece.text) for piece in read)
    return [piece for piece in read if piece.text] if telling else []


def _trimmed(line: str) -> str:
    return one_line(line).strip(" -–—|·•,/")


def _adds(line: str, text: str) -> bool:
    return any(map(str.isalnum, line)) and line not in text

"""Remove running headers, footers and page numbers."""

from __future__ import annotations

import re
from collections import Counter

from projects.parsing.formats.pdf.grid import find_tables, rows_of
from projects.parsing.formats.pdf.lines import Line, PageLines

MARGIN = 0.13
FEWEST_PAGES = 3
TABLE_CELLS = 3
LEAST_SHARE = 0.3
NUMBER_MARGIN = 0.22
PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|pagina|página|p\.)\W*)?(?:\d{1,5}|[ivxlc]{1,7})(?:\s*(?:of|von|de|/)\s*\d{1,5})?\W*",
    re.IGNORECASE,
)
DIGITS = re.compile(r"\d{1,6}")
MOSTLY_GROWS = 0.6
NUMBER = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)


def without_furniture(pages: list[PageLines]) -> list[list[Line]]:
    """Return each page's lines without those that repeat in the margins of many pages.

    Numbers count as equal if they grow with the pages, which numbers in a table that spans pages do
    not. Three tenths of the pages are enough, as left and right pages and chapters have headers of
    their own. The first occurrence of a text stays: a header may be the only place that names an
    account. No page is left empty.
    """
    found: dict[str, dict[int, str]] = {}
    for at, page in enumerate(pages):
        for line in _margin(page):
            found.setdefault(key_of(line), {})[at] = line.text
    needed = max(FEWEST_PAGES, sum(bool(page.lines) for page in pages) * LEAST_SHARE)
    repeated = {
        key
        for key, texts in found.items()
        if len(texts) >= needed and (_is_same(texts, needed) or grows(texts))
    }
    seen: set[str] = set()
    return [_own_lines(page, repeated, seen) for page in pages]


def _is_same(texts: dict[int, str], needed: float) -> bool:
    return Counter(texts.values()).most_common(1)[0][1] >= needed


def grows(texts: dict[int, str]) -> bool:
    """Whether a number in the texts (by page) grows with the pages; Roman ones are trusted."""
    ahead = Counter(
        int(number) - page for page, text in texts.items() for number in set(DIGITS.findall(text))
    )
    if not ahead:
        return True
    return ahead.most_common(1)[0][1] >= len(texts) * MOSTLY_GROWS


def _own_lines(page: PageLines, repeated: set[str], seen: set[str]) -> list[Line]:
    dropped = set()
    for line in _margin(page):
        key = key_of(line)
        if key in repeated and (key in seen or _is_page_number(line)):
            dropped.add(id(line))
        seen.add(key)
    dropped -= _in_tables(page, dropped)
    return [line for line in page.lines if id(line) not in dropped] or page.lines


def _in_tables(page: PageLines, dropped: set[int]) -> set[int]:
    """Return the ids of lines in tables, whose header may repeat on each page and must stay."""
    rows = rows_of([line for line in page.lines if not line.turned])
    wide = (row for row in rows if len(row) >= TABLE_CELLS)
    if not any(id(line) in dropped for row in wide for line in row):
        return set()
    return {id(line) for table in find_tables(page.lines) for line in table.lines}


def _margin(page: PageLines) -> list[Line]:
    height = page.top - page.bottom
    return [line for line in page.lines if _is_outside(line, page.bottom, page.top, height)]


def _is_outside(line: Line, bottom: float, top: float, height: float) -> bool:
    width = height * (NUMBER_MARGIN if _is_page_number(line) else MARGIN)
    return line.top < bottom + width or line.bottom > top - width


def _is_page_number(line: Line) -> bool:
    return bool(PAGE_NUMBER.fullmatch(line.text))


def key_of(line: Line) -> str:
    """Return the text with its numbers replaced by ``#``, and its rough height on the page."""
    return f"{NUMBER.sub('#', line.text)}@{round(line.middle / 6)}"

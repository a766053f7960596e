"""Running headers, footers and page numbers: on every page, and on no reader's mind."""

from __future__ import annotations

import re
from collections import Counter

from projects.parsing.formats.pdf.lines import Line, PageLines

MARGIN = 0.13
FEWEST_PAGES = 3
LEAST_SHARE = 0.3
NUMBER_MARGIN = 0.22
PAGE_NUMBER = re.compile(
    r"\W*(?:page|seite|pagina|página|p\.)?\W*(?:\d{1,5}|[ivxlc]{1,7})(?:\s*(?:of|von|de|/)\s*\d{1,5})?\W*",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)


def without_furniture(pages: list[PageLines]) -> list[list[Line]]:
    """Return each page's lines without those that repeat in the margins of many pages.

    Digits count as equal, so page numbers repeat. A third of the pages is enough, since left and
    right pages, and chapters, have headers of their own. Words stay where they stand first: a
    header may be the only place that names an account. A page is never emptied by it.
    """
    readable = [page for page in pages if page.lines]
    counts = Counter(key for page in readable for key in {key_of(line) for line in _margin(page)})
    needed = max(FEWEST_PAGES, len(readable) * LEAST_SHARE)
    repeated = {key for key, count in counts.items() if count >= needed}
    seen: set[str] = set()
    return [_own_lines(page, repeated, seen) for page in pages]


def _own_lines(page: PageLines, repeated: set[str], seen: set[str]) -> list[Line]:
    dropped = set()
    for line in _margin(page):
        key = key_of(line)
        if key in repeated and (key in seen or _is_page_number(line)):
            dropped.add(id(line))
        seen.add(key)
    return [line for line in page.lines if id(line) not in dropped] or page.lines


def _margin(page: PageLines) -> list[Line]:
    height = page.top - page.bottom
    return [line for line in page.lines if _is_outside(line, page.bottom, page.top, height)]


def _is_outside(line: Line, bottom: float, top: float, height: float) -> bool:
    width = height * (NUMBER_MARGIN if _is_page_number(line) else MARGIN)
    return line.top < bottom + width or line.bottom > top - width


def _is_page_number(line: Line) -> bool:
    return bool(PAGE_NUMBER.fullmatch(line.text))


def key_of(line: Line) -> str:
    """Return the text with its numbers made equal, at its height on the page."""
    return f"{NUMBER.sub('#', line.text)}@{round(line.middle / 6)}"

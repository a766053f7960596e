"""Find a quotation in the pages of a document."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

from projects.models import DocumentPage

Found = tuple[int, int, int]
LONGEST_QUOTE: Final = 8_000
# Words are separated by white space, the bars of table cells, bullets and hyphens.
WORD: Final = re.compile(r"[^\s|•–-]+")


@dataclass(frozen=True)
class Sought:
    """A page to look for quotations in."""

    page: DocumentPage

    @cached_property
    def plain(self) -> str:
        """The page's words in lower case, with one space between them."""
        return " ".join(WORD.findall(lowered(self.page.text)))

    def span(self, plain: str) -> tuple[int, int] | None:
        """Return where ``plain`` first occurs on the page, or None.

        It is searched for as a string, not as a pattern: the time depends on the lengths alone,
        whatever somebody writes into either.
        """
        at = self.plain.find(plain)
        if at < 0:
            return None
        words = [match.span() for match in WORD.finditer(self.page.text)]
        starts = list(accumulate((end - start + 1 for start, end in words), initial=0))
        return _place(at, words, starts), _place(at + len(plain) - 1, words, starts) + 1


def locate(quote: str, pages: Iterable[Sought]) -> Found | None:
    """Return ``(page, start, end)`` of the first place where ``quote`` occurs, or None.

    White space, hyphens, letter case and the bars between table cells do not matter.
    """
    plain = " ".join(WORD.findall(lowered(quote)))
    if not plain:
        return None
    for sought in pages:
        found = sought.span(plain)
        if found:
            return (sought.page.number, *found)
    return None


def lowered(text: str) -> str:
    """Return ``text`` in lower case at the same length, so that positions stay the same."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(each.lower() if len(each.lower()) == 1 else each for each in text)


def _place(at: int, words: list[tuple[int, int]], starts: list[int]) -> int:
    """Return where character ``at`` of the plain form is in the page's text."""
    word = bisect_right(starts, at) - 1
    return words[word][0] + at - starts[word]

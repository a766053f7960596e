"""Find a quotation in the pages of a document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from projects.models import DocumentPage

Found = tuple[int, int, int]
LONGEST_QUOTE: Final = 8_000
# Between two words: white space, the bars of a table's cells, a sign of a list.
BETWEEN: Final = r"[\s|•–-]{1,40}"


def locate(quote: str, pages: Iterable[DocumentPage]) -> Found | None:
    """Return ``(page, start, end)`` of the first place where ``quote`` stands, or ``None``.

    White space, the case of letters and the bars between a table's cells do not matter.
    """
    words = quote.replace("|", " ").split()
    if not words:
        return None
    pattern = re.compile(BETWEEN.join(re.escape(word) for word in words), re.IGNORECASE)
    for page in pages:
        found = pattern.search(page.text)
        if found:
            return page.number, found.start(), found.end()
    return None

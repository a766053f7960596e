"""Where a passage stands, in words that do not contradict each other."""

from __future__ import annotations

import re
from typing import Final

# Labels of pages that a reader can turn to; all others are the heading that a page begins under.
TURNED_TO: Final = re.compile(r"(Page|Slide|Sheet|Part) ")


def places(*, title: str, page_label: str, section: str) -> list[str]:
    """Return the page and the heading that a passage of the document ``title`` stands under.

    A document without pages of its own is cut into stretches that are called by their first
    heading; a passage further down stands under another, and then only that one is true of it.
    """
    words = [page_label, section] if TURNED_TO.match(page_label) else [section or page_label]
    words = [each for each in words if each and each != title]
    return [each for each in words if not any(each != other and each in other for other in words)]

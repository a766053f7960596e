"""Where a passage stands, in words that do not contradict each other."""

from __future__ import annotations

import re
from typing import Final

from ai_features.knowledge.indexing.chunking import SECTION_SEPARATOR

# Labels of pages that a reader can turn to; all others are the heading that a page begins under.
TURNED_TO: Final = re.compile(r"(Page|Slide|Sheet|Part) ")


def where(*, title: str, page_label: str) -> str:
    """Return the title and the page as one phrase: “Handbook, page 7”.

    A page that is called as the document is not said twice.
    """
    if page_label in ("", title):
        return title
    label = page_label
    if TURNED_TO.match(label):
        label = label[0].lower() + label[1:]
    return f"{title}, {label}"


def places(*, title: str, page_label: str, section: str) -> list[str]:
    """Return the page and the heading that a passage of the document ``title`` stands under.

    A document without pages of its own is cut into stretches that are called by their first
    heading; a passage further down stands under another, and then only that one is true of it.
    """
    known = title, page_label.partition(": ")[2]
    steps = [step for step in section.split(SECTION_SEPARATOR) if step not in known]
    heading = SECTION_SEPARATOR.join(steps)
    if TURNED_TO.match(page_label):
        return [page_label, heading] if heading else [page_label]
    alone = heading or page_label
    return [alone] if alone and alone != title else []

"""Where a passage stands, in words that do not contradict each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

# Between the headings of a path, the highest first.
SECTION_SEPARATOR: Final = " › "
# Labels of pages that a reader can turn to; all others are the heading that a page begins under.
TURNED_TO: Final = re.compile(r"(Page|Slide|Sheet|Part) ")


def where(*, title: str, page_label: str, section: str = "") -> str:
    """Return the title and the places as one phrase: “Handbook, page 7, Leave”."""
    first, *others = [*places(title=title, page_label=page_label, section=section), ""]
    if TURNED_TO.match(page_label):
        first = first[0].lower() + first[1:]
    return ", ".join(filter(None, (title, first, *others)))


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


def place_of(told: Mapping[str, Any]) -> dict[str, str]:
    """Return what :func:`places` and :func:`where` need of a kept citation or passage.

    Those that were kept before citations knew their ``section`` have none.
    """
    return {name: str(told.get(name) or "") for name in ("title", "page_label", "section")}

"""Say where a passage is: its page and its heading, without contradiction."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

# Separates the headings of a path, outermost first.
SECTION_SEPARATOR: Final = " › "
# Labels of real pages; any other label is the heading that a stretch of text begins with, such as
# “Part E – Losses”.
TURNED_TO: Final = re.compile(r"(?:(?:Page|Part) \d+$|Slide \d+(?:: |$)|Sheet )")


def where(*, title: str, page_label: str, section: str = "") -> str:
    """Return title, page and heading as one phrase: “Handbook, page 7, Leave”."""
    first, *others = [*places(title=title, page_label=page_label, section=section), ""]
    if _is_page(page_label, section.split(SECTION_SEPARATOR)):
        first = first[0].lower() + first[1:]
    return ", ".join(filter(None, (title, first, *others)))


def places(*, title: str, page_label: str, section: str) -> list[str]:
    """Return the page and the heading of a passage in the document ``title``, as far as known.

    A document without pages is cut into stretches labelled with their first heading. A passage
    further down is under another heading, so only its ``section`` is right.
    """
    known = title, page_label.partition(": ")[2]
    steps = [step for step in section.split(SECTION_SEPARATOR) if step not in known]
    heading = SECTION_SEPARATOR.join(steps)
    if _is_page(page_label, section.split(SECTION_SEPARATOR)):
        return [page_label, heading] if heading else [page_label]
    alone = heading or page_label
    return [alone] if alone and alone != title else []


def _is_page(page_label: str, headings: Collection[str]) -> bool:
    """Tell whether a label names a page, not one of the headings that the passage is under."""
    return bool(TURNED_TO.match(page_label)) and page_label not in headings


def label_at(start: int, *, label: str, text: str, blocks: Sequence[Mapping[str, Any]]) -> str:
    """Return what a page is called at the place ``start`` of its text.

    A page keeps its ``label``; a stretch is called by the last heading above that place.
    """
    headings = [each for each in blocks if each["kind"] == "heading"]
    above = [text[each["start"] : each["end"]] for each in headings if each["start"] <= start]
    return above[-1] if above and not _is_page(label, above) else label


def place_of(told: Mapping[str, Any]) -> dict[str, str]:
    """Return the arguments of :func:`places` and :func:`where` from a stored citation or passage.

    Those stored before ``section`` was added have none.
    """
    return {name: str(told.get(name) or "") for name in ("title", "page_label", "section")}

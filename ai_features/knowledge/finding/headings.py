"""Which heading a part of a passage stands under, where the passage holds several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.db.models import F, Func, JSONField, QuerySet

from ai_features.knowledge.indexing.chunking import heading_name
from projects.documents.places import SECTION_SEPARATOR
from projects.models import DocumentPage

# The start, the end and the level of a heading in the text of its page.
Heading = tuple[int, int, int]
# From this place in the text of the page on, this section.
Step = tuple[int, str]
Page = tuple[UUID, int]
# Of a page's many blocks only its headings come over the wire.
HEADINGS: Final = Func(
    F("blocks"),
    template="""jsonb_path_query_array(%(expressions)s, '$[*] ? (@.kind == "heading")')""",
    output_field=JSONField(),
)


def headings_of(pages: QuerySet[DocumentPage]) -> dict[Page, list[Heading]]:
    """Return the headings of ``pages`` that have any, inside the scope that lets them be seen."""
    rows = pages.order_by().values_list("document_id", "number", HEADINGS)
    return {
        (document_id, number): [(each["start"], each["end"], each["level"]) for each in found]
        for document_id, number, found in rows
        if found
    }


def steps_within(
    text: str, *, start: int, section: str, headings: Sequence[Heading]
) -> tuple[Step, ...]:
    """Return where in the passage ``text``, which begins at ``start``, which section begins.

    ``section`` is what all of the passage stands under, ``headings`` are those of its page. What
    stands above the passage is known by ``section`` alone.
    """
    above = section.split(SECTION_SEPARATOR) if section else []
    open_headings: list[tuple[int, str]] = []
    steps = [(start, section)]
    for first, last, level in headings:
        if start <= first and last <= start + len(text):
            name = heading_name(text[first - start : last - start])
            higher = [each for each in open_headings if each[0] < level]
            open_headings = [*higher, (level, name)]
            path = _below(above, [name for _, name in open_headings])
            steps.append((first, SECTION_SEPARATOR.join(path)))
    return tuple(steps)


def _below(above: list[str], names: list[str]) -> list[str]:
    """Return the path of ``names``; ``above`` holds the first of them already, or none."""
    return above[: above.index(names[0])] + names if names[0] in above else above + names


def section_at(place: int, steps: Sequence[Step], *, otherwise: str) -> str:
    """Return the section at ``place`` in the text of the page, ``otherwise`` where no step says."""
    before = [section for start, section in steps if start <= place]
    return before[-1] if before else otherwise

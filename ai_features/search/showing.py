"""Passages as the pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from ai_features.knowledge.finding.results import Passage, SearchResult
from projects.documents.page_html import passage_html
from projects.documents.places import places
from projects.models import Project


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage with two URLs: its document opened at it, and its page for the side panel.

    ``places`` says in words where it is; ``by_meaning`` that no word of the query led to it.
    """

    passage: Passage
    href: str
    panel: str
    html: SafeString
    places: list[str]
    by_meaning: bool


def shown(result: SearchResult, *, workspace: str, project: Project) -> list[Shown]:
    """Return the passages ready for a template; ``workspace`` is the slug."""
    # The words may be in a heading above the passage; then nothing in it is highlighted.
    by_words = {chunk for hits in result.by_query for chunk, _ in hits.lexical}
    return [
        Shown(
            passage,
            href=f"{_address('document', passage, workspace, project)}#mark",
            panel=_address("document_page", passage, workspace, project),
            html=passage_html(
                text=passage.text,
                highlights=passage.highlights,
                table_header=passage.table_header,
            ),
            places=places(**passage.place),
            by_meaning=not passage.highlights and passage.chunk_id not in by_words,
        )
        for passage in result.passages
    ]


def led_by_words(results: Sequence[Shown]) -> int:
    """Return the rank of the last result that words led to, 0 if there is none."""
    found = [place for place, each in enumerate(results, start=1) if not each.by_meaning]
    return found[-1] if found else 0


def _address(name: str, passage: Passage, workspace: str, project: Project) -> str:
    path = reverse(f"projects:{name}", args=[workspace, project.slug, passage.document_id])
    place = urlencode({"page": passage.page, "start": passage.start, "end": passage.end})
    return f"{path}?{place}"

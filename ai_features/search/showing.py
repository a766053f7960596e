"""Passages as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from ai_features.knowledge.finding.found import Passage
from projects.documents.page_html import passage_html
from projects.documents.places import places
from projects.models import Project


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage with the addresses that open it: its whole page, and the page for a side panel.

    ``places`` say in words where it stands.
    """

    passage: Passage
    href: str
    panel: str
    html: SafeString
    places: list[str]


def shown(passages: list[Passage], *, workspace: str, project: Project) -> list[Shown]:
    """Return the passages ready for a template; ``workspace`` is the slug."""
    return [
        Shown(
            passage,
            href=f"{_address('document', passage, workspace, project)}#mark",
            panel=_address("document_page", passage, workspace, project),
            html=passage_html(text=passage.text, highlights=passage.highlights),
            places=places(**passage.place),
        )
        for passage in passages
    ]


def _address(name: str, passage: Passage, workspace: str, project: Project) -> str:
    path = reverse(f"projects:{name}", args=[workspace, project.slug, passage.document_id])
    place = urlencode({"page": passage.page, "start": passage.start, "end": passage.end})
    return f"{path}?{place}"

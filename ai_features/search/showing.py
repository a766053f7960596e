"""Passages as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from ai_features.knowledge.search import Passage
from projects.models import Project


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a passage's text; ``marked`` where it matches the query."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage with the addresses that open it: its whole page, and the page for a side panel."""

    passage: Passage
    href: str
    panel: str
    stretches: list[Stretch]


def shown(passages: list[Passage], *, workspace: str, project: Project) -> list[Shown]:
    """Return the passages ready for a template; ``workspace`` is the slug."""
    return [
        Shown(
            passage,
            href=f"{_address('document', passage, workspace, project)}#mark",
            panel=_address("document_page", passage, workspace, project),
            stretches=cut(passage),
        )
        for passage in passages
    ]


def _address(name: str, passage: Passage, workspace: str, project: Project) -> str:
    path = reverse(f"projects:{name}", args=[workspace, project.slug, passage.document_id])
    place = urlencode({"page": passage.page, "start": passage.start, "end": passage.end})
    return f"{path}?{place}"


def cut(passage: Passage) -> list[Stretch]:
    """Return the passage's text cut at its highlights."""
    stretches, at = [], 0
    for start, end in passage.highlights:
        stretches += [
            Stretch(passage.text[at:start], marked=False),
            Stretch(passage.text[start:end], marked=True),
        ]
        at = end
    stretches.append(Stretch(passage.text[at:], marked=False))
    return [stretch for stretch in stretches if stretch.text]

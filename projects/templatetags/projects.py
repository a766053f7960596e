"""Describe documents in words, and link to a project's demos and tools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template

from core.access import Access
from core.pages.urls import url_of
from projects.documents import words
from projects.documents.places import place_of, places
from projects.documents.rows import readable_quote
from projects.kinds import DemoKind, all_kinds
from projects.models import Project
from projects.tools import ToolLink, tool_links

register = template.Library()
register.filter("type_words", words.type_words)
register.filter("size_words", words.size_words)
register.filter("stage_words", words.stage_words)
register.filter("language_words", words.language_words)
register.filter("is_unfinished", words.is_unfinished)
register.filter("may_retry", words.may_retry)
register.filter("already_here_words", words.already_here_words)
register.filter("readable_quote", readable_quote)


@register.filter
def places_told(told: Mapping[str, Any]) -> list[str]:
    """Return the page and heading of a citation or passage, as far as they are known."""
    found = places(**place_of(told))
    page = told.get("page")
    return [f"Page {page}"] if page and not told.get("page_label") else found


@dataclass(frozen=True, slots=True)
class DemoLink:
    """A kind of demo and the URL of its page in one project."""

    kind: DemoKind
    url: str


@register.simple_tag
def project_tools(access: Access, project: Project) -> list[ToolLink]:
    """Return a link to each tool that the reader may use on the project."""
    return tool_links(access=access, project=project)


@register.simple_tag
def demo_links(project: Project, workspace_slug: str) -> list[DemoLink]:
    """Return a link to each kind of demo that this instance has."""
    return [
        DemoLink(kind, url)
        for kind in all_kinds()
        if (url := url_of(kind.url_name, workspace_slug, project.slug))
    ]

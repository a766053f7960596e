"""The tools with which an engineer works on a project: an interface and its registry."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from core.access import Access
from core.rights import Right
from projects.models import Project


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool, for members who have ``right``.

    ``url_name`` reverses with (workspace slug, project slug). The page takes a visitor's question
    as the parameter ``query``.
    """

    name: str
    promise: str
    icon: str
    url_name: str
    right: Right


@dataclass(frozen=True, slots=True)
class ToolLink:
    """A tool and the URL of its page in one project."""

    tool: Tool
    url: str


_tools: list[Tool] = []


def register_tool(tool: Tool) -> None:
    """Offer a tool in every project; called once, at start-up."""
    _tools.append(tool)


def tool_links(*, access: Access, project: Project, query: str = "") -> list[ToolLink]:
    """Return a link to each tool that the caller may use, opened at ``query`` if given."""
    links = []
    for tool in _tools:
        if access.allows(tool.right) and (url := _url(tool, access.workspace.slug, project.slug)):
            links.append(ToolLink(tool, f"{url}?{urlencode({'query': query})}" if query else url))
    return links


def _url(tool: Tool, *path: str) -> str:
    try:
        return reverse(tool.url_name, args=path)
    except NoReverseMatch:  # an instance without that feature's pages
        return ""

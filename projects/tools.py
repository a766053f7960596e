"""The tools with which an engineer works on a project: an interface and its registry."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from core.access import Access
from core.pages.urls import url_of
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
    place = access.workspace.slug, project.slug
    asked = f"?{urlencode({'query': query})}" if query else ""
    pages = [(tool, url_of(tool.url_name, *place)) for tool in _tools if access.allows(tool.right)]
    return [ToolLink(tool, url + asked) for tool, url in pages if url]

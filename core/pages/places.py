"""The tabs of a workspace's pages: the places that the reader may enter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.access import Access
from core.pages.urls import url_of
from core.rights import Right

PROJECTS: Final = "projects:home"
SETTINGS: Final = "core:settings"
TRAIL: Final = "core:audit"
# Upper layers appear only as URL names.
PLACES: Final = (
    ("Projects", PROJECTS, Right.PROJECT_READ),
    ("Runs", "runs:runs", Right.RUN_READ),
    ("Members", "core:members", Right.MEMBER_READ),
    ("Keys", "core:keys", Right.KEY_WRITE),
    ("Settings", SETTINGS, Right.WORKSPACE_READ),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One tab."""

    name: str
    url: str
    current: bool


def places(access: Access, *, path: str) -> list[Place]:
    """Return the tabs for a reader at ``path``, without those they may not enter."""
    found = (_place(access, name, view, right, path) for name, view, right in PLACES)
    return [place for place in found if place]


def _place(access: Access, name: str, view: str, right: Right, path: str) -> Place | None:
    url = url_of(view, access.workspace.slug) if access.allows(right) else ""
    if not url:
        return None
    return Place(
        name=name, url=url, current=path == url or path.startswith(_below(view, url, access))
    )


def _below(view: str, url: str, access: Access) -> tuple[str, ...]:
    """Return how the addresses begin of the pages that are reached from a place."""
    if view == PROJECTS:
        return (f"{url}p/",)
    if view == SETTINGS:
        return url, url_of(TRAIL, access.workspace.slug)
    return (url,)

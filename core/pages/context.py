"""What every page's template may show around the content."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.mail import can_send
from core.pages.places import Place, places
from core.pages.ways_back import page_before
from core.tenancy.scope import as_user
from core.workspaces.queries import memberships_of

# The rest are one click away, on the list of workspaces.
MOST_SWITCHED: Final = 20


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the current workspace, the rights in it, and whatever else surrounds a page."""
    return {
        "workspace": getattr(request, "workspace", None),
        "access": getattr(request, "access", None),
        "project": getattr(request, "project", None),
        "page_before": SimpleLazyObject(lambda: page_before(request)),
        "can_send_mail": can_send(),
        "workspace_places": SimpleLazyObject(lambda: _places(request)),
        "workspaces_for_switcher": SimpleLazyObject(lambda: _own_workspaces(request)),
    }


def _places(request: HttpRequest) -> list[Place]:
    access = getattr(request, "access", None)
    return places(access, path=request.path) if access else []


def _own_workspaces(request: HttpRequest) -> list[dict[str, str]]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    with as_user(user.pk):
        rows = memberships_of(user)[:MOST_SWITCHED]
        return [{"name": row.workspace.name, "slug": row.workspace.slug} for row in rows]

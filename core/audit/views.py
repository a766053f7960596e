"""Page: what was done in a workspace, and by whom."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.audit.queries import audit_events
from core.pages.frame import workspace_page
from core.pages.request import PageRequest
from core.rest.pagination import paginate
from core.rights import Right

ROWS = 50


@require_safe
@workspace_page(Right.AUDIT_READ)
def audit(request: PageRequest) -> HttpResponse:
    """Show the trail, newest first, with a link to older events."""
    cursor = request.GET.get("after") or None
    page = paginate(
        audit_events(request.workspace), of=request.workspace, limit=ROWS, cursor=cursor
    )
    return render(request, "core/audit.html", page | {"later": bool(cursor)})

"""A project's page: its documents with their state, its demos and latest questions."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.rest.pagination import paginate
from core.rights import Right
from core.tenancy.ids import id_in
from projects.asked import asked_lately
from projects.documents.words import is_unfinished
from projects.pages import ProjectPageRequest, project_page
from projects.parsing.ocr.tool import program_path
from projects.queries import documents_named, documents_shown, has_ready_document
from projects.views.forms import FetchForm, PasteForm

ROWS: Final = 40
MOST_WATCHED: Final = 200
MOST_ASKED: Final = 8
LONGEST_FILTER: Final = 200
PARTS: Final = {"document-list": "#list", "older": "#rows"}


@require_safe
@project_page(Right.DOCUMENT_READ)
def project(request: ProjectPageRequest) -> HttpResponse:
    """Show the project, or only its list when htmx filters it or loads older documents."""
    context = _list_context(request)
    part = PARTS.get(request.htmx.target or "", "")
    if not part:
        context |= _asked(request) | {
            "any_ready": has_ready_document(request.project),
            "fetch_form": FetchForm(),
            "paste_form": PasteForm(),
            "max_bytes": settings.MAX_UPLOAD_BYTES,
            "reads_pictures": bool(program_path(settings.OCR)),
            "may_change": request.access.allows(Right.PROJECT_WRITE),
        }
    return render(request, f"projects/project.html{part}", context)


@require_safe
@project_page(Right.DOCUMENT_READ)
def watch(request: ProjectPageRequest) -> HttpResponse:
    """Return the current rows of the documents asked for; poll on while one is unfinished."""
    asked = list(filter(None, map(id_in, request.GET.getlist("id")[:MOST_WATCHED])))
    found = list(documents_shown(request.project, access=request.access).filter(pk__in=asked))
    here = {row.pk for row in found}
    context = {
        "documents": found,
        "gone": [item for item in asked if item not in here],
        "unfinished": any(is_unfinished(row) for row in found),
        "finished": [row for row in found if not is_unfinished(row)],
        "any_ready": has_ready_document(request.project),
        "may_write": request.access.allows(Right.DOCUMENT_WRITE),
    }
    return render(request, "projects/watch.html", context)


def _list_context(request: ProjectPageRequest) -> dict[str, Any]:
    words = request.GET.get("query", "").replace("\x00", "")[:LONGEST_FILTER]
    rows = documents_named(documents_shown(request.project, access=request.access), words)
    found = paginate(rows, of=request.project, limit=ROWS, cursor=request.GET.get("cursor"))
    return {
        "documents": found["items"],
        "older": found["next_cursor"],
        "query": words,
        "unfinished": any(is_unfinished(row) for row in found["items"]),
        "may_write": request.access.allows(Right.DOCUMENT_WRITE),
    }


def _asked(request: ProjectPageRequest) -> dict[str, Any]:
    if not request.access.allows(Right.RUN_READ):
        return {"may_see_asked": False}
    return {"may_see_asked": True, "asked": asked_lately(request.project, limit=MOST_ASKED)}

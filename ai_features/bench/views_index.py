"""The page of a project's embedding model, and the move to another one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from ai_features.bench.views import frame
from ai_features.gateway import embedding_model
from ai_features.knowledge.indexing.index_state import index_of, offers_of
from ai_features.knowledge.indexing.reindexing import reindex_with, stop_reindex
from core.rights import Right
from projects.pages import ProjectPageRequest, project_page


@require_safe
@project_page(Right.PROJECT_WRITE)
def index(request: ProjectPageRequest) -> HttpResponse:
    """Show what the passages are indexed with; htmx gets only the card, while that changes."""
    return _shown(request)


@require_POST
@project_page(Right.PROJECT_WRITE)
def start(request: ProjectPageRequest) -> HttpResponse:
    """Index the project with another model in the background."""
    key = request.POST.get("model", "")
    reindex_with(access=request.access, project=request.project, key=key)
    return redirect("bench:index", request.workspace.slug, request.project.slug)


@require_POST
@project_page(Right.PROJECT_WRITE)
def stop(request: ProjectPageRequest) -> HttpResponse:
    """Stop the move; the current index stays as it was."""
    stop_reindex(access=request.access, project=request.project)
    if request.htmx:
        return _shown(request)
    return redirect("bench:index", request.workspace.slug, request.project.slug)


def _shown(request: ProjectPageRequest) -> HttpResponse:
    found = index_of(request.project)
    first = None if found.active else embedding_model(request.workspace.pk)
    offers = [] if found.building else offers_of(request.project, found)
    context = frame(request, "index") | {
        "index": found,
        "first": first,
        "offers": [each for each in offers if not first or each.model.key != first.key],
        "may_connect": request.access.allows(Right.PROVIDER_WRITE),
    }
    template = "bench/index.html#card" if request.htmx else "bench/index.html"
    return render(request, template, context)

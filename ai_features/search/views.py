"""The search demo's page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ai_features.knowledge.words.guessing import mended
from ai_features.search.forms import MODES, SearchForm, SettingsForm
from ai_features.search.services import KIND, search_documents
from ai_features.search.settings import search_settings
from ai_features.search.showing import led_by_words, shown
from core.rights import Right
from core.tenancy.scope import in_workspace
from projects.models import DocumentStatus
from projects.pages import ProjectPageRequest, project_page
from projects.queries import by_title, documents_of, get_demo
from projects.views.demo_settings import demo_settings

RESULTS = 10
MOST_FILTERS = 200


@require_safe
@project_page(Right.DEMO_RUN, scope_open=False)
def page(request: ProjectPageRequest) -> HttpResponse:
    """Show the search field and what it finds; htmx gets only the results.

    Links with ``?q=``, as many sites have them, lead to the same page with ``?query=``.
    """
    if "q" in request.GET and "query" not in request.GET:
        return redirect(_with_query(request))
    form = SearchForm(request.GET)
    context = _frame(request) | {"form": form, "modes": MODES}
    status = 200
    if not form.is_valid():
        status = 422
    elif form.cleaned_data["query"].strip():
        context |= _found(request, form)
    template = "search/page.html#results" if request.htmx else "search/page.html"
    return render(request, template, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@project_page(Right.PROJECT_WRITE)
def settings(request: ProjectPageRequest) -> HttpResponse:
    """Set the example queries."""
    demo = get_demo(project=request.project, kind=KIND)
    form = SettingsForm(request.POST or None, initial=search_settings(demo).model_dump())
    return demo_settings(request, demo=demo, form=form, url_name="search:page")


def _with_query(request: ProjectPageRequest) -> str:
    others = request.GET.copy()
    [words] = others.pop("q")[-1:]
    return f"{request.path}?{urlencode({'query': words} | others.dict())}"


def _frame(request: ProjectPageRequest) -> dict[str, Any]:
    with in_workspace(request.workspace.pk):
        ready = documents_of(request.project).filter(status=DocumentStatus.READY)
        demo = get_demo(project=request.project, kind=KIND)
        return {
            "demo": demo,
            "settings": search_settings(demo),
            "may_upload": request.access.allows(Right.DOCUMENT_WRITE),
            "may_set_up": request.access.allows(Right.PROJECT_WRITE),
            "documents": list(by_title(ready)[:MOST_FILTERS]),
        }


def _found(request: ProjectPageRequest, form: SearchForm) -> dict[str, Any]:
    chosen = form.cleaned_data
    found = search_documents(
        project=request.project,
        actor=request.actor,
        query=chosen["query"],
        limit=RESULTS,
        mode=chosen["mode"],
        document_ids=[chosen["document"]] if chosen["document"] else None,
    )
    results = shown(found.result, workspace=request.workspace.slug, project=request.project)
    by_words = led_by_words(results) if chosen["mode"] == "hybrid" else len(results)
    return {
        "query": chosen["query"],
        "timings": found.result.timings_ms,
        "others": [hits.query for hits in found.result.by_query[1:]],
        "notes": found.result.notes,
        "meant": mended(chosen["query"], found.result.meant) if found.result.meant else "",
        "by_words": by_words,
        "results": results,
    }

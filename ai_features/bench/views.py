"""The bench itself: a question, and how each step of the search finds its passages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ai_features.bench.addresses import Address
from ai_features.bench.columns import Bench, Column, shown_ids
from ai_features.bench.forms import LIMITS, MODES, SHARES, TryForm, rerankers, understandings
from ai_features.bench.queries import (
    chunk_places,
    chunks_by_id,
    golden_called,
    golden_count,
)
from ai_features.bench.scoring import place_of
from ai_features.bench.services import toggle_golden
from ai_features.gateway import chat_model, rerank_model
from ai_features.gateway.errors import ProviderFailed
from ai_features.knowledge.finding.fusion import EVEN
from ai_features.knowledge.finding.results import SearchResult
from ai_features.knowledge.search import search
from ai_features.knowledge.settings import keep_settings, kept_settings
from core.errors import DomainError, NotFound
from core.rights import Right
from core.tenancy.ids import id_in
from core.tenancy.scope import in_workspace
from projects.pages import ProjectPageRequest, project_page
from projects.queries import has_ready_document

PLACE = "try"


@require_safe
@project_page(Right.PROJECT_WRITE, scope_open=False)
def page(request: ProjectPageRequest) -> HttpResponse:
    """Show the question field and what each step found; htmx gets only the latter."""
    with in_workspace(request.workspace.pk):
        kept = kept_settings(request.project)
    form = TryForm(request.GET, kept=kept)
    return _page(request, form, "bench/try.html#found" if request.htmx else "bench/try.html")


@require_POST
@project_page(Right.PROJECT_WRITE)
def keep(request: ProjectPageRequest) -> HttpResponse:
    """Make the settings that were tried the project's own."""
    form = TryForm(request.POST, kept=kept_settings(request.project))
    if form.is_valid():
        keep_settings(access=request.access, project=request.project, settings=form.chosen)
        messages.success(
            request, "Kept. Every search in this project uses these settings from now on."
        )
    return redirect(_address(request, form))


@require_POST
@project_page(Right.PROJECT_WRITE, scope_open=False)
def answers(request: ProjectPageRequest) -> HttpResponse:
    """Add a found passage to the golden set, or remove it, and show the bench again."""
    with in_workspace(request.workspace.pk):
        form = TryForm(request.POST, kept=kept_settings(request.project))
        if form.is_valid():
            _toggle(request, form)
    if request.htmx:
        return _page(request, form, "bench/try.html#found")
    return redirect(_address(request, form))


def _toggle(request: ProjectPageRequest, form: TryForm) -> None:
    chunk_id = id_in(request.POST.get("chunk", ""))
    place = chunk_places(request.project, [chunk_id]).get(chunk_id) if chunk_id else None
    if place is None:
        raise NotFound("This passage is no longer there. Search again.")
    toggle_golden(
        actor=request.actor,
        project=request.project,
        question=form.cleaned_data["query"],
        place=place,
    )


def _page(request: ProjectPageRequest, form: TryForm, template: str) -> HttpResponse:
    chat, reranker = chat_model(request.workspace.pk), rerank_model(request.workspace.pk)
    named = reranker.name if reranker else ""
    context: dict[str, Any] = frame(request, PLACE) | {
        "form": form,
        "understandings": understandings(kept=form.kept, chat=chat),
        "rerankers": rerankers(kept=form.kept, chat=chat, reranker=named),
        "modes": MODES,
        "shares": SHARES,
        "limits": LIMITS,
        "kept": form.kept,
        "standard": EVEN,
    }
    status = 200
    if not form.is_valid():
        status = 422
    else:
        context |= {"tried": form.chosen, "mode": form.mode_chosen}
        if form.cleaned_data["query"].strip():
            context |= _found(request, form)
    return render(request, template, context, status=status)


def _found(request: ProjectPageRequest, form: TryForm) -> dict[str, Any]:
    asked = " ".join(form.cleaned_data["query"].split())
    limit = form.cleaned_data["limit"]
    try:
        result = search(
            project=request.project,
            query=asked,
            limit=limit,
            mode=form.mode_chosen,
            settings=form.chosen,
        )
    except ProviderFailed as error:
        return {"query": asked, "failed": error.in_full}
    except DomainError as error:
        return {"query": asked, "failed": error.detail}
    with in_workspace(request.workspace.pk):
        columns = _columns(request, asked, result, limit)
    return {
        "query": asked,
        "limit": limit,
        "result": result,
        "columns": columns,
        "answer_known": any(column.golden for column in columns),
        "words_length": round(100 * (1 - result.vector_share), 1),
    }


def _columns(
    request: ProjectPageRequest, asked: str, result: SearchResult, limit: int
) -> list[Column]:
    golden = golden_called(project=request.project, question=asked)
    passages = [place_of(passage) for passage in golden.passages.all()] if golden else []
    every = [hit.key for hit in result.fused] if passages else []
    return Bench(
        result,
        limit=limit,
        chunks=chunks_by_id(request.project, shown_ids(result, limit=limit)),
        places=chunk_places(request.project, every) if every else {},
        golden=passages,
        address=Address(request.workspace.slug, request.project.slug),
    ).columns()


def frame(request: ProjectPageRequest, place: str) -> dict[str, Any]:
    """Return the context that all of the bench's pages share."""
    with in_workspace(request.workspace.pk):
        return {
            "place": place,
            "golden_total": golden_count(request.project),
            "any_ready": has_ready_document(request.project),
            "may_upload": request.access.allows(Right.DOCUMENT_WRITE),
        }


def _address(request: ProjectPageRequest, form: TryForm) -> str:
    path = reverse("bench:page", args=[request.workspace.slug, request.project.slug])
    names = ("query", "mode", "share", "value", "understanding", "rerank", "limit")
    told = {name: form.data[name] for name in names if form.data.get(name)}
    return f"{path}?{urlencode(told)}"

"""The summary demo's page, and the card of one summary."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ai_features.gateway import chat_model
from ai_features.gateway.remedies import provider_url
from ai_features.runs.models import Run
from ai_features.runs.queries import in_brief
from ai_features.runs.services import cancel_run
from ai_features.summary.forms import FORMATS, LENGTHS, SummaryForm
from ai_features.summary.options import SummaryOptions, summary_settings
from ai_features.summary.queries import chosen_documents, get_summary, summaries_of
from ai_features.summary.services import KIND, request_summary
from ai_features.summary.showing import about, options_in_words, shown_summary
from core.errors import DomainError, NotFound
from core.rights import Right
from core.tenancy.ids import id_in
from projects.models import Document, DocumentStatus
from projects.pages import ProjectPageRequest, project_page
from projects.queries import by_title, documents_by_id, documents_of, get_demo

EARLIER: Final = 20


@require_safe
@project_page(Right.DEMO_RUN)
def page(request: ProjectPageRequest) -> HttpResponse:
    """Show the form, the summary named by ``?run=`` and earlier ones; htmx gets only the latter.

    Their list reloads itself while one of them is being made.
    """
    run_id = id_in(request.GET.get("run", ""))
    run = get_summary(project=request.project, run_id=run_id) if run_id else None
    if request.htmx:
        documents = list(documents_of(request.project))
        context = _earlier(request, documents, shown=run) | {"run": run}
        return render(request, "summary/page.html#earlier", context)
    form = _form(request, initial=_initial(request, run))
    return render(request, "summary/page.html", _page(request, form=form, run=run))


@require_POST
@project_page(Right.DEMO_RUN)
def ask(request: ProjectPageRequest) -> HttpResponse:
    """Start a summary and go to it; one that was asked for before is shown at once."""
    form = _form(request, data=request.POST)
    if form.is_valid():
        try:
            return _to(request, _begin(request, form.cleaned_data["options"]))
        except DomainError as error:
            form.take(error)
    return render(request, "summary/page.html", _page(request, form=form, run=None), status=422)


@require_safe
@project_page(Right.DEMO_RUN)
def card(request: ProjectPageRequest, run_id: UUID) -> HttpResponse:
    """Return the summary as it now stands; the page polls this until it is finished."""
    return _card(request, get_summary(project=request.project, run_id=run_id))


@require_POST
@project_page(Right.DEMO_RUN)
def stop(request: ProjectPageRequest, run_id: UUID) -> HttpResponse:
    """Stop a summary."""
    run = get_summary(project=request.project, run_id=run_id)
    request.access.require_end(run)
    cancel_run(run)
    run.refresh_from_db()
    return _card(request, run) if request.htmx else _to(request, run)


@require_POST
@project_page(Right.DEMO_RUN)
def again(request: ProjectPageRequest, run_id: UUID) -> HttpResponse:
    """Write a summary again, keeping the former one; return to that if this cannot be done."""
    run = get_summary(project=request.project, run_id=run_id)
    given = {name: run.input[name] for name in SummaryOptions.model_fields if name in run.input}
    try:
        return _to(request, _begin(request, SummaryOptions.model_validate(given), again=True))
    except NotFound:
        messages.error(request, "One of these documents is gone. Choose again.")
    except DomainError as error:
        messages.error(request, error.detail)
    return _to(request, run)


def _begin(request: ProjectPageRequest, options: SummaryOptions, *, again: bool = False) -> Run:
    return request_summary(
        project=request.project, actor=request.actor, options=options, again=again
    )


def _form(request: ProjectPageRequest, **given: Any) -> SummaryForm:
    ready = documents_of(request.project).filter(status=DocumentStatus.READY)
    return SummaryForm(
        documents=list(ready.values_list("pk", flat=True)),
        generative=chat_model(request.workspace.pk) is not None,
        **given,
    )


def _initial(request: ProjectPageRequest, run: Run | None) -> dict[str, Any]:
    """Return the options of the summary shown, so that one can be changed at a time."""
    if run is None:
        demo = get_demo(project=request.project, kind=KIND)
        return summary_settings(demo).model_dump(mode="json")
    chosen = {"documents": run.input.get("document_ids", [])}
    source = "text" if run.input.get("text") else "documents"
    initial: dict[str, Any] = run.input | chosen | {"source": source}
    return initial


def _page(request: ProjectPageRequest, *, form: SummaryForm, run: Run | None) -> dict[str, Any]:
    documents = list(by_title(documents_of(request.project)))
    ready = [row for row in documents if row.status == DocumentStatus.READY]
    context = _reader(request) | {
        "demo": get_demo(project=request.project, kind=KIND),
        "form": form,
        "ready": ready,
        "chosen": _chosen(form, ready),
        "lengths": LENGTHS,
        "formats": FORMATS,
        "generative": "tone" in form.fields,
        "provider_url": provider_url(request.access),
    }
    context |= _earlier(request, documents, shown=run)
    return context | (_shown(request, run, documents) if run else {})


def _earlier(
    request: ProjectPageRequest, documents: list[Document], *, shown: Run | None
) -> dict[str, Any]:
    """Return the newest summaries, and the URL to poll while one of them is being made.

    The one that is ``shown`` updates itself, on its card.
    """
    rows = list(in_brief(summaries_of(request.project))[:EARLIER])
    open_ones = [row for row in rows if not row.is_final and row != shown]
    return {
        "earlier": [
            {"run": row, "about": about(row, documents), "options": options_in_words(row)}
            for row in rows
        ],
        "watched": _place(request, shown) if open_ones else "",
    }


def _chosen(form: SummaryForm, ready: list[Document]) -> list[str]:
    """Return the ids that are ticked: all of them until somebody chooses."""
    given = form["documents"].value()
    if form.is_bound or given:
        return [str(each) for each in given or []]
    return [str(row.pk) for row in ready]


def _card(request: ProjectPageRequest, run: Run) -> HttpResponse:
    documents = documents_by_id(request.project, chosen_documents(run))
    context = _reader(request) | _shown(request, run, documents)
    return render(request, "summary/card.html", context)


def _shown(request: ProjectPageRequest, run: Run, documents: list[Document]) -> dict[str, Any]:
    place = {"workspace": request.workspace.slug, "project": request.project.slug}
    shown = shown_summary(run, documents=documents, **place)
    return {"run": run, "summary": shown, "may_stop": request.access.may_end(run)}


def _reader(request: ProjectPageRequest) -> dict[str, bool]:
    """Return what the reader may do, under the templates' names for it."""
    allows = request.access.allows
    return {
        "may_trace": allows(Right.RUN_READ),
        "may_upload": allows(Right.DOCUMENT_WRITE),
        "may_set_up": allows(Right.PROJECT_WRITE),
    }


def _to(request: ProjectPageRequest, run: Run) -> HttpResponse:
    return redirect(_place(request, run))


def _place(request: ProjectPageRequest, run: Run | None) -> str:
    path = reverse("summary:page", args=[request.workspace.slug, request.project.slug])
    return f"{path}?run={run.pk}" if run else path

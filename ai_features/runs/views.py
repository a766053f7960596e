"""Pages: the runs of a workspace, and the trace of one run."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.db.models.fields.json import KeyTransform
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST, require_safe

from ai_features.runs.access_checks import person_still_allowed
from ai_features.runs.models import Feedback, Run, RunStatus
from ai_features.runs.queries import RunFilter, get_run, in_brief, list_runs
from ai_features.runs.services import cancel_run
from ai_features.runs.sse import place_of, stream
from ai_features.runs.subjects import question_of, subjects
from ai_features.runs.timeline import bars_of
from core.pages.frame import workspace_page
from core.pages.markdown import render_markdown
from core.pages.request import PageRequest
from core.rest.pagination import paginate
from core.rights import Right
from core.tenancy.scope import in_workspace
from projects.kinds import all_kinds
from projects.queries import projects_of
from projects.tools import ToolLink, tool_links

ROWS: Final = 30
PLACE: Final = re.compile(r"[0-9]{1,9}")
MARK: Final = re.compile(r"\[([0-9]{1,3})\]")


@require_safe
@workspace_page(Right.RUN_READ)
def runs(request: PageRequest) -> HttpResponse:
    """List the runs that pass the filters, newest first."""
    only = _filter_of(request)
    cursor = request.GET.get("after") or None
    rows = in_brief(list_runs(request.workspace, only=only))
    rows = rows.annotate(
        found=KeyTransform("results", "output"), unanswered=KeyTransform("unanswered", "output")
    )
    page = paginate(rows, of=request.workspace, limit=ROWS, cursor=cursor)
    named = subjects(page["items"])
    context = page | {"rows": [(run, named.get(run.pk, "")) for run in page["items"]]}
    context |= {"only": only, "later": bool(cursor), "query": _query_of(only)}
    if request.htmx:
        return render(request, "runs/_list.html", context)
    context |= {
        "projects": list(projects_of(request.workspace)[:100]),
        "kinds": all_kinds(),
        "statuses": RunStatus.choices,
    }
    return render(request, "runs/runs.html", context)


@require_safe
@workspace_page(Right.RUN_READ)
def run(request: PageRequest, run_id: UUID) -> HttpResponse:
    """Show what a run was asked, what it did, what came out and what it cost."""
    return _trace(request, get_run(workspace=request.workspace, run_id=run_id))


@require_POST
@workspace_page(Right.DEMO_RUN)
def cancel(request: PageRequest, run_id: UUID) -> HttpResponse:
    """Stop a run at once."""
    found = get_run(workspace=request.workspace, run_id=run_id)
    request.access.require_end(found)
    cancel_run(found)
    if request.htmx:
        return _trace(request, get_run(workspace=request.workspace, run_id=run_id))
    return redirect("runs:run", request.workspace.slug, run_id)


@require_safe
@workspace_page(Right.RUN_READ, scope_open=False)
def follow(request: PageRequest, run_id: UUID) -> StreamingHttpResponse:
    """Stream the run's events to the page that shows it."""
    after = request.GET.get("after", "")
    place = place_of(request, int(after) if PLACE.fullmatch(after) else None)
    with in_workspace(request.workspace.pk):
        found = get_run(workspace=request.workspace, run_id=run_id)
    return stream(
        found, after_seq=place, still_allowed=person_still_allowed(request, Right.RUN_READ)
    )


def _trace(request: PageRequest, found: Run) -> HttpResponse:
    feedback = Feedback.objects.for_workspace(request.workspace).filter(run=found)
    context: dict[str, Any] = {
        "run": found,
        "bars": bars_of(found),
        "asked": question_of(found),
        "subject": subjects([found]).get(found.pk, ""),
        "answered": _as_html(_answer_of(found), found.citations),
        "feedback": list(feedback),
        "tools": _tools(request, found),
        "may_stop": _may_stop(request, found),
    }
    template = "runs/_trace.html" if request.htmx else "runs/run.html"
    return render(request, template, context)


def _may_stop(request: PageRequest, found: Run) -> bool:
    access = request.access
    return access.allows(Right.DEMO_RUN) and access.may_end(found) and not found.is_final


def _tools(request: PageRequest, found: Run) -> list[ToolLink]:
    """Return links to the tools for the run's question, if it has one."""
    query = question_of(found)
    if not query:
        return []
    return tool_links(access=request.access, project=found.project, query=query)


def _as_html(text: str, citations: list[dict[str, Any]]) -> SafeString:
    """Return the text as HTML, with its marks as links to the passages below it."""
    known = {str(each["marker"]) for each in citations if "marker" in each}

    def numeral(match: re.Match[str]) -> str:
        number = match[1]
        link = f'<a class="v-cite" href="#source-{number}" aria-label="Source {number}">'
        return f"{link}{number}</a>" if number in known else match[0]

    return mark_safe(MARK.sub(numeral, render_markdown(text)))  # noqa: S308  (cleaned by it)


def _answer_of(found: Run) -> str:
    """Return what was written: the answer of a chat, the text of a summary."""
    return str(found.output.get("answer") or found.output.get("text") or "")


def _filter_of(request: PageRequest) -> RunFilter:
    given = {name: request.GET.get(name, "")[:100] for name in ("project", "demo", "status")}
    return RunFilter(**given)


def _query_of(only: RunFilter) -> str:
    kept = {"project": only.project, "demo": only.demo, "status": only.status}
    return urlencode({name: value for name, value in kept.items() if value})

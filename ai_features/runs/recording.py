"""Record runs that are over before anybody could watch them, such as searches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from ai_features.runs import ledger
from ai_features.runs.models import Mode, Run, RunStatus, Span, SpanKind
from ai_features.runs.noting import CallNotes
from core.access import Actor
from core.json import Json
from core.tenancy.prepared import PreparedInsert
from core.tenancy.scope import in_workspace
from projects.models import Project
from projects.queries import get_demo

_insert_run = PreparedInsert(Run)
_insert_span = PreparedInsert(Span)


@dataclass(frozen=True, slots=True)
class FinishedSpan:
    """One span of a run that is over: where it began within the run, and how long it took."""

    name: str
    kind: SpanKind
    offset_ms: float
    duration_ms: float
    data: Json


def record_run(
    *,
    project: Project,
    kind: str,
    actor: Actor,
    input: Json,  # noqa: A002  (the word of the API)
    output: Json,
    latency_ms: float,
    spans: list[FinishedSpan],
    calls: CallNotes | None = None,
) -> UUID:
    """Record a run that has just succeeded, with its trace, and return its id.

    ``kind`` is that of the demo it was started in. ``calls`` are the model calls made for it; the
    run takes over their spans and cost.
    """
    ended = timezone.now()
    began = ended - timedelta(milliseconds=latency_ms)
    run = Run(
        workspace_id=project.workspace_id,
        project=project,
        kind=kind,
        **actor.columns,
        status=RunStatus.DONE,
        input=input,
        output=output,
        mode=Mode.EXTRACTIVE,
        latency_ms=round(latency_ms),
        started_at=began,
        finished_at=ended,
    )
    rows = [_span(run, each, began) for each in spans] + _noted(run, calls)
    _insert(run, rows, calls)
    return run.pk


def _insert(run: Run, rows: list[Span], calls: CallNotes | None) -> None:
    with in_workspace(run.workspace_id):
        run.demo = get_demo(project=run.project, kind=run.kind)
        _insert_run(run)
        for row in rows:
            _insert_span(row)
        if calls and calls.call_ids:
            ledger.adopt(workspace_id=run.workspace_id, run_id=run.pk, call_ids=calls.call_ids)


def _span(run: Run, span: FinishedSpan, began: datetime) -> Span:
    return Span(
        workspace_id=run.workspace_id,
        run_id=run.pk,
        name=span.name,
        kind=span.kind,
        started_at=began + timedelta(milliseconds=span.offset_ms),
        duration_ms=span.duration_ms,
        data=span.data,
    )


def _noted(run: Run, calls: CallNotes | None) -> list[Span]:
    return [
        Span(
            workspace_id=run.workspace_id,
            run_id=run.pk,
            name=noted.draft.name,
            kind=noted.draft.kind,
            started_at=noted.started_at,
            duration_ms=noted.duration_ms,
            data=noted.draft.data,
            error_code=noted.draft.error_code,
        )
        for noted in (calls.spans if calls else [])
    ]

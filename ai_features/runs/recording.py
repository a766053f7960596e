"""Keep runs that are over before anybody could watch them, such as searches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from ai_features.runs.models import Mode, Run, RunStatus, Span, SpanKind
from core.access import Actor
from core.tenancy.scope import in_workspace
from projects.models import Demo, Project

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stretch:
    """One span of a run that is over: where it began within the run, and how long it took."""

    name: str
    kind: SpanKind
    offset_ms: float
    duration_ms: float
    data: Json


def record_run(
    *,
    project: Project,
    demo: Demo,
    actor: Actor,
    input: Json,  # noqa: A002  (the word of the API)
    output: Json,
    latency_ms: float,
    stretches: list[Stretch],
) -> UUID:
    """Write down a run that has just ended well, with its trace, and return its id."""
    ended = timezone.now()
    began = ended - timedelta(milliseconds=latency_ms)
    run = Run(
        workspace_id=project.workspace_id,
        project=project,
        demo=demo,
        kind=demo.kind,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        status=RunStatus.DONE,
        input=input,
        output=output,
        mode=Mode.EXTRACTIVE,
        latency_ms=round(latency_ms),
        started_at=began,
        finished_at=ended,
    )
    spans = [
        Span(
            workspace_id=project.workspace_id,
            run_id=run.pk,
            name=stretch.name,
            kind=stretch.kind,
            started_at=began + timedelta(milliseconds=stretch.offset_ms),
            duration_ms=stretch.duration_ms,
            data=stretch.data,
        )
        for stretch in stretches
    ]
    with in_workspace(project.workspace_id):
        run.save(force_insert=True)
        Span.unscoped.bulk_create(spans)
    return run.pk

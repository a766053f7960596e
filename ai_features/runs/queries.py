"""Read runs. Everything here is called inside ``in_workspace``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Func, JSONField, Prefetch, Q, QuerySet

from ai_features.runs.models import Feedback, Run, RunEvent, Span
from core.errors import NotFound
from core.storing import storable_part
from core.tenancy.ids import id_in
from core.workspaces.models import Workspace
from projects.models import Project

HEAVY = ("input", "output", "citations")
MOST_EVENTS: Final = 500


class _Brief(Func):
    """An input with the beginning of its text: what is pasted may have 400,000 characters."""

    template = (
        "jsonb_set(%(expressions)s, '{text}',"
        " coalesce(to_jsonb(left(%(expressions)s ->> 'text', 400)), 'null'), false)"
    )
    output_field = JSONField()


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which of a workspace's runs to keep; an empty string keeps all.

    ``project`` is an id or slug, ``demo`` an id or kind, ``actor`` an id or a kind of actor.
    """

    project: str = ""
    demo: str = ""
    status: str = ""
    actor: str = ""


def list_runs(workspace: Workspace, *, only: RunFilter | None = None) -> QuerySet[Run]:
    """Return the workspace's runs with their projects, newest first."""
    only = only or RunFilter()
    runs = Run.objects.for_workspace(workspace).select_related("project")
    if only.project:
        runs = runs.filter(_either(only.project, id_field="project_id", word="project__slug"))
    if only.demo:
        runs = runs.filter(_either(only.demo, id_field="demo_id", word="kind"))
    if only.actor:
        runs = runs.filter(_either(only.actor, id_field="actor_id", word="actor_kind"))
    if only.status:
        runs = runs.filter(status=only.status)
    return runs.order_by("-created_at", "-id")


def in_brief(runs: QuerySet[Run]) -> QuerySet[Run]:
    """Leave out what makes a list slow to read; ``asked`` tells what each run is about."""
    return runs.defer(*HEAVY).annotate(brief=_Brief("input"))


def get_run(*, workspace: Workspace, run_id: UUID, project: Project | None = None) -> Run:
    """Return a run of the workspace, with its project and trace; raise ``NotFound`` if none."""
    runs = Run.objects.for_workspace(workspace).select_related("project", "demo")
    if project is not None:
        runs = runs.filter(project=project)
    spans = Prefetch("spans", queryset=Span.objects.for_workspace(workspace))
    run = runs.prefetch_related(spans).filter(pk=run_id).first()
    if run is None:
        raise NotFound("There is no such run.")
    return run


def list_feedback(project: Project) -> QuerySet[Feedback]:
    """Return what people thought of the project's runs, newest first."""
    feedback = Feedback.objects.for_workspace(project.workspace_id).filter(run__project=project)
    return feedback.order_by("-created_at", "-id")


def events_after(*, workspace_id: UUID, run_id: UUID, seq: int) -> list[RunEvent]:
    """Return a run's next events after ``seq``, in order; at most ``MOST_EVENTS``."""
    rows = RunEvent.objects.for_workspace(workspace_id).filter(run_id=run_id, seq__gt=seq)
    return list(rows.order_by("seq")[:MOST_EVENTS])


def _either(value: str, *, id_field: str, word: str) -> Q:
    row_id = id_in(value)
    return Q(**{id_field: row_id} if row_id else {word: storable_part(value)})

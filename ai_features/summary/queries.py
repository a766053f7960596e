"""Read the summaries of a project."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from ai_features.runs.models import Run
from ai_features.summary.services import KIND
from core.errors import NotFound
from projects.models import Project


def summaries_of(project: Project) -> QuerySet[Run]:
    """Return the project's summary runs, newest first."""
    rows = Run.objects.for_workspace(project.workspace_id).select_related("project", "demo")
    return rows.filter(project=project, kind=KIND).order_by("-created_at", "-id")


def get_summary(*, project: Project, run_id: UUID) -> Run:
    """Return a summary run of the project; raise ``NotFound`` for any other."""
    run = summaries_of(project).filter(pk=run_id).first()
    if run is None:
        raise NotFound("There is no such summary.")
    return run


def chosen_documents(run: Run) -> list[UUID]:
    """Return the ids of the documents that a summary run is about."""
    return [UUID(value) for value in run.input["document_ids"]]

"""The newest questions of a project, for its page."""

from __future__ import annotations

from django.db.models.fields.json import KeyTransform
from django.urls import reverse

from ai_features.runs.models import Run
from ai_features.runs.subjects import QUESTION, question_of
from projects.asked import Asked
from projects.kinds import all_kinds
from projects.models import Project


def latest_questions(project: Project, limit: int) -> list[Asked]:
    """Return the project's newest runs that carry a question, newest first."""
    runs = Run.objects.for_workspace(project.workspace_id).filter(
        project=project, input__has_any_keys=list(QUESTION)
    )
    found = KeyTransform("results", "output")
    left = KeyTransform("unanswered", "output")
    newest = runs.select_related("workspace").defer("output", "citations")
    newest = newest.annotate(found=found, unanswered=left)
    names = {kind.slug: kind.name for kind in all_kinds()}
    newest = newest.order_by("-created_at", "-id")[:limit]
    return [
        _asked(run, names, nothing=run.found == 0, partly=bool(run.unanswered)) for run in newest
    ]


def _asked(run: Run, names: dict[str, str], *, nothing: bool, partly: bool) -> Asked:
    return Asked(
        words=question_of(run),
        demo=names.get(run.kind, run.kind.capitalize()),
        who=run.actor_label,
        at=run.created_at,
        status=run.status,
        refused=run.refused or nothing,
        partly=partly,
        url=reverse("runs:run", args=[run.workspace.slug, run.pk]),
    )

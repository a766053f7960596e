"""Create runs, cancel them, and judge them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ai_features.runs import progress
from ai_features.runs.engine import JOB
from ai_features.runs.models import Feedback, Rating, Run
from core.access import Actor
from core.errors import Invalid
from core.jobs.services import request_cancel
from core.tenancy.scope import in_workspace
from projects.models import Demo, Project


def create_run(
    *,
    project: Project,
    demo: Demo,
    actor: Actor,
    input: dict[str, Any],  # noqa: A002  (the word of the API)
    conversation_id: UUID | None = None,
) -> Run:
    """Store a queued run; :func:`ai_features.runs.engine.start` has it executed."""
    run = Run(
        workspace_id=project.workspace_id,
        project=project,
        demo=demo,
        kind=demo.kind,
        conversation_id=conversation_id,
        **actor.columns,
        input=input,
    )
    with in_workspace(project.workspace_id):
        run.save(force_insert=True)
    return run


def cancel_run(run: Run) -> bool:
    """Stop the run at once; return False if it was already over."""
    with in_workspace(run.workspace_id):
        # The job is locked first, as when a job ends: any other order could deadlock.
        request_cancel(workspace_id=run.workspace_id, kind=JOB, subject_id=run.pk)
        return progress.cancel(workspace_id=run.workspace_id, run_id=run.pk)


def add_feedback(*, run: Run, actor: Actor, rating: str, comment: str | None = "") -> Feedback:
    """Store what ``actor`` thinks of the run, replacing what they thought before.

    A ``comment`` of None keeps the earlier one. Raises ``Invalid`` for any other rating than up or
    down.
    """
    if rating not in Rating.values:
        raise Invalid.of("rating", "A rating is up or down.")
    given = {"rating": rating, "actor_label": actor.label}
    if comment is not None:
        given["comment"] = comment.strip()
    with in_workspace(run.workspace_id):
        feedback, _ = Feedback.objects.for_workspace(run.workspace_id).update_or_create(
            workspace_id=run.workspace_id,
            run_id=run.pk,
            actor_kind=actor.kind,
            actor_id=actor.id,
            defaults=given,
        )
    return feedback

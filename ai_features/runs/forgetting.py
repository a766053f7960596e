"""Forget what runs told on their way to an answer that is long there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from ai_features.runs.models import EventKind, Run, RunEvent, RunStatus
from core.tenancy.erasing import delete_rows

# `done` has the whole answer with its citations: who follows a run late misses nothing.
TOLD_AGAIN: Final = (
    EventKind.RETRIEVED,
    EventKind.DELTA,
    EventKind.CITATION,
    EventKind.PROGRESS,
)


def forget_told_over(workspace_id: UUID, run_ids: Sequence[UUID]) -> None:
    """Delete the events of done runs that their last word says again; inside the workspace.

    A run that failed or was stopped keeps them: nothing else in its stream has its text.
    """
    runs = Run.objects.for_workspace(workspace_id)
    done = runs.filter(pk__in=run_ids, status=RunStatus.DONE)
    events = RunEvent.objects.for_workspace(workspace_id)
    told = events.filter(run_id__in=done.values("pk"), kind__in=TOLD_AGAIN)
    # Nothing is waited for: who deletes the run at this moment locks its events in another order.
    free = told.select_for_update(skip_locked=True, of=("self",))
    delete_rows(events.filter(pk__in=free.values("pk")))

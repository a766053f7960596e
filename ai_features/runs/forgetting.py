"""Delete the intermediate events of runs that were done long ago."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from ai_features.runs.models import EventKind, Run, RunEvent, RunStatus
from core.tenancy.erasing import delete_rows

# `done` carries the whole answer with its citations: a late follower misses nothing.
REPEATED: Final = (
    EventKind.RETRIEVED,
    EventKind.DELTA,
    EventKind.CITATION,
    EventKind.PROGRESS,
)


def forget_repeated_events(workspace_id: UUID, run_ids: Sequence[UUID]) -> None:
    """Delete the events of done runs that ``done`` repeats; call it inside ``in_workspace``.

    A run that failed or was stopped keeps them: nothing else in its stream holds its text.
    """
    runs = Run.objects.for_workspace(workspace_id)
    done = runs.filter(pk__in=run_ids, status=RunStatus.DONE)
    events = RunEvent.objects.for_workspace(workspace_id)
    repeated = events.filter(run_id__in=done.values("pk"), kind__in=REPEATED)
    # Locked rows are skipped: deleting a run locks its events in another order, so waiting for it
    # could deadlock.
    free = repeated.select_for_update(skip_locked=True, of=("self",))
    delete_rows(events.filter(pk__in=free.values("pk")))

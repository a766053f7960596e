"""Move a run from state to state; each step locks the run's row and says whether it moved."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from ai_features.runs import ledger
from ai_features.runs.doorbell import ring
from ai_features.runs.executors import Outcome, kind_of
from ai_features.runs.models import OPEN, EventKind, Mode, Run, RunEvent, RunStatus
from ai_features.runs.presenting import answer_of, usage_of
from core.json import Json
from core.tenancy.scope import in_workspace

CANCELLED: Final = ("cancelled", "This run was stopped. What had been written by then is kept.")


class RunStopped(Exception):
    """The run is over, or another process has it: write nothing more."""


def begin(*, workspace_id: UUID, run_id: UUID, token: int, attempt: int) -> tuple[Run, int] | None:
    """Claim the run for the job with ``token`` and emit ``start``; None if it cannot be claimed.

    Returns the run and the number of its newest event. Closes the ledger entries that an earlier
    attempt left open.
    """
    with in_workspace(workspace_id):
        rows = Run.objects.for_workspace(workspace_id).filter(pk=run_id)
        now = timezone.now()
        if not rows.filter(status__in=OPEN, token__lt=token).update(
            status=RunStatus.RUNNING, token=token, attempt=attempt, started_at=now
        ):
            return None
        ledger.abandon(workspace_id=workspace_id, run_id=run_id)
        run = rows.select_related("project", "demo").get()
        return run, write_events(run, (EventKind.START, start_of(run, attempt=attempt)))


def start_of(run: Run, *, attempt: int) -> Json:
    """Return the data of ``start``, at which followers discard the text so far."""
    conversation = str(run.conversation_id) if run.conversation_id else None
    return {"run_id": str(run.pk), "conversation_id": conversation, "attempt": attempt}


def hold(*, workspace_id: UUID, run_id: UUID, token: int) -> QuerySet[Run]:
    """Lock the run's row until the transaction ends; raise :class:`RunStopped` if it is not ours.

    ``FOR NO KEY UPDATE``: rows that reference the run can still be inserted.
    """
    rows = Run.objects.for_workspace(workspace_id).filter(
        pk=run_id, token=token, status=RunStatus.RUNNING
    )
    if rows.select_for_update(no_key=True).values_list("pk").first() is None:
        raise RunStopped
    return rows


def finish(run: Run, outcome: Outcome, *, token: int) -> Run:
    """End the run as done, with its outcome; raise :class:`RunStopped` if it is not ours."""
    with in_workspace(run.workspace_id):
        hold(workspace_id=run.workspace_id, run_id=run.pk, token=token)
        return _end(
            run,
            RunStatus.DONE,
            output=outcome.output,
            citations=outcome.citations,
            refused=outcome.refused,
            mode=outcome.mode,
            model=outcome.model,
        )


def fail(
    *, workspace_id: UUID, run_id: UUID, code: str, message: str, token: int | None = None
) -> bool:
    """End an open run as failed; with ``token`` only if still ours. Return whether it moved."""
    with in_workspace(workspace_id):
        run = _lock_open(workspace_id, run_id)
        if run is None or (token is not None and run.token != token):
            return False
        _end(run, RunStatus.FAILED, error_code=code, error_message=message, **_partial(run))
    return True


def cancel(*, workspace_id: UUID, run_id: UUID) -> bool:
    """End an open run at once, because somebody asked; return whether it moved.

    The process executing it is fenced out from here on and stops at its next step.
    """
    with in_workspace(workspace_id):
        run = _lock_open(workspace_id, run_id)
        if run is None:
            return False
        code, message = CANCELLED
        _end(run, RunStatus.CANCELLED, error_code=code, error_message=message, **_partial(run))
    return True


def write_events(run: Run, *events: tuple[EventKind, Json], after: int | None = None) -> int:
    """Write events after seq ``after`` (default: the newest), ring on commit, return the last seq.

    Call it inside ``in_workspace`` with the run's row locked.
    """
    if after is None:
        rows = RunEvent.objects.for_workspace(run.workspace_id).filter(run_id=run.pk)
        after = rows.aggregate(last=Max("seq", default=0))["last"]
    drafts = [
        RunEvent(workspace_id=run.workspace_id, run_id=run.pk, seq=seq, kind=kind, data=data)
        for seq, (kind, data) in enumerate(events, start=after + 1)
    ]
    RunEvent.unscoped.bulk_create(drafts)
    last = after + len(drafts)
    transaction.on_commit(lambda: ring(run.pk, last))
    return last


def _end(run: Run, status: RunStatus, **fields: Any) -> Run:
    now = timezone.now()
    # The clocks of the process that asked and of this one may differ by more than a run takes.
    latency = max(0, int((now - run.created_at).total_seconds() * 1000))
    rows = Run.objects.for_workspace(run.workspace_id).filter(pk=run.pk)
    rows.update(status=status, finished_at=now, latency_ms=latency, **fields)
    ended = rows.select_related("project", "demo").get()
    kind = kind_of(ended)
    if kind and kind.on_end:
        kind.on_end(ended)
    write_events(ended, *_last_words(ended))
    return ended


def _last_words(run: Run) -> list[tuple[EventKind, Json]]:
    usage = (EventKind.USAGE, usage_of(run))
    if run.status == RunStatus.DONE:
        return [usage, (EventKind.DONE, answer_of(run))]
    error = {"run_id": str(run.pk), "code": run.error_code, "message": run.error_message}
    return [usage, (EventKind.ERROR, error)]


def _lock_open(workspace_id: UUID, run_id: UUID) -> Run | None:
    rows = Run.objects.for_workspace(workspace_id).filter(pk=run_id, status__in=OPEN)
    return rows.select_for_update(no_key=True).first()


def _partial(run: Run) -> Json:
    """Return what was sent of the run so far: its text, its citations and the model writing it."""
    shown = _shown_so_far(run)
    text = "".join(data.get("text", "") for kind, data in shown if kind == EventKind.DELTA)
    if not text:
        return {}
    kind = kind_of(run)
    keep = kind.keep_partial if kind else None
    citations = [data for kind, data in shown if kind == EventKind.CITATION]
    model = ledger.newest_writer(workspace_id=run.workspace_id, run_id=run.pk)
    return {
        "output": keep(run, text) if keep else {"text": text},
        "citations": citations,
        "mode": Mode.GENERATIVE if model else Mode.EXTRACTIVE,
        "model": model,
    }


def _shown_so_far(run: Run) -> list[tuple[str, Json]]:
    """Return the events since the newest ``start``: those that followers still show."""
    events = RunEvent.objects.for_workspace(run.workspace_id).filter(run_id=run.pk)
    start = events.filter(kind=EventKind.START).aggregate(last=Max("seq", default=0))["last"]
    return list(events.filter(seq__gt=start).order_by("seq").values_list("kind", "data"))

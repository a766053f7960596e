"""Follow a run from another process: the database holds its events, Redis says when to look."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import DatabaseError, connection

from ai_features.runs.hub import hub
from ai_features.runs.models import FINAL, LAST_WORDS, EventKind, Run, RunStatus
from ai_features.runs.presenting import answer_of
from ai_features.runs.queries import MOST_EVENTS, events_after
from ai_features.runs.waiting import GONE
from core.connections import let_go
from core.tenancy.scope import in_workspace

HEARTBEAT_SECONDS: Final = 15.0
ACCESS_SECONDS: Final = 10.0
LISTENING_SECONDS: Final = 2.0
POLLING_SECONDS: Final = 0.25

# A few threads serve all streams of the process: each look is one short transaction.
_readers = ThreadPoolExecutor(8, thread_name_prefix="follow")


@dataclass(frozen=True, slots=True)
class StreamedEvent:
    """One event; ``seq`` is None for what is sent to this follower alone."""

    seq: int | None
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A sign that the connection is alive while nothing happens."""


ENDED: Final = StreamedEvent(
    None,
    EventKind.ERROR,
    {"code": "access_ended", "message": "Your access has ended. Sign in again to read on."},
)

DELETED: Final = StreamedEvent(None, EventKind.ERROR, {"code": "deleted", "message": GONE})


async def events(
    run_id: UUID,
    workspace_id: UUID,
    *,
    after_seq: int = 0,
    still_allowed: Callable[[], bool] | None = None,
) -> AsyncIterator[StreamedEvent | Heartbeat]:
    """Yield the run's events after ``after_seq``, each once and in order, up to its last.

    ``still_allowed`` is called in a thread about every ``ACCESS_SECONDS``; once it returns False,
    the stream ends. No transaction is open while waiting.
    """
    seen, asked, spoke = after_seq, time.monotonic(), time.monotonic()
    with hub().listen(run_id) as bell:
        while True:
            bell.clear()
            new, over = await _in_thread(partial(_look, workspace_id, run_id, seen))
            for event in new:
                yield event
                seen, spoke = event.seq, time.monotonic()
            if over:
                return
            if still_allowed and time.monotonic() - asked >= ACCESS_SECONDS:
                asked = time.monotonic()
                if not await _in_thread(lambda: _ask(still_allowed)):
                    yield ENDED
                    return
            if time.monotonic() - spoke >= HEARTBEAT_SECONDS:
                spoke = time.monotonic()
                yield Heartbeat()
            if len(new) < MOST_EVENTS:
                await _wait(bell, at_most=spoke + HEARTBEAT_SECONDS - time.monotonic())


async def _wait(bell: asyncio.Event, *, at_most: float) -> None:
    patience = min(LISTENING_SECONDS if hub().connected else POLLING_SECONDS, at_most)
    try:
        await asyncio.wait_for(bell.wait(), patience)
    except TimeoutError:
        return


async def _in_thread(call: Callable[[], Any]) -> Any:
    return await asyncio.get_running_loop().run_in_executor(_readers, call)


def _look(workspace_id: UUID, run_id: UUID, after: int) -> tuple[list[StreamedEvent], bool]:
    """Return the new events, and whether there will be no more."""
    try:
        with in_workspace(workspace_id):
            status = _status(workspace_id, run_id)
            found = events_after(workspace_id=workspace_id, run_id=run_id, seq=after)
            new = [StreamedEvent(event.seq, event.kind, event.data) for event in found]
            if not found and not after and status == RunStatus.DONE:
                new = [_only_event(workspace_id, run_id)]
    except DatabaseError:
        connection.close()
        return [], False  # the database is restarting; the stream outlasts it
    let_go()
    if status is None:
        return [DELETED], True
    last_word = bool(new) and new[-1].kind in LAST_WORDS
    # The status was read first: a run that was final then has written all its events by now.
    return new, last_word or (not new and status in FINAL)


def _only_event(workspace_id: UUID, run_id: UUID) -> StreamedEvent:
    """Return ``done`` for a run without events: it was recorded only once it was over."""
    rows = Run.objects.for_workspace(workspace_id).select_related("project")
    run = rows.filter(pk=run_id).first()
    return StreamedEvent(1, EventKind.DONE, answer_of(run)) if run else DELETED


def _status(workspace_id: UUID, run_id: UUID) -> str | None:
    rows = Run.objects.for_workspace(workspace_id).filter(pk=run_id)
    return rows.values_list("status", flat=True).first()


def _ask(still_allowed: Callable[[], bool]) -> bool:
    try:
        return still_allowed()
    except DatabaseError:
        connection.close()
        return True
    finally:
        let_go()

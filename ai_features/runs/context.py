"""The context that an executor works with."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from ai_features.runs.models import EventKind, Run, SpanKind
from ai_features.runs.progress import RunStopped, hold, start_of, write_events
from ai_features.runs.tracing import SpanDraft, write_span
from core.connections import let_go
from core.errors import DomainError
from core.jobs.context import JobCancelled, JobContext, LeaseLost
from core.json import Json
from core.tenancy.scope import in_workspace

COALESCE_SECONDS: Final = 0.04
COALESCE_CHARACTERS: Final = 64
LOOK_SECONDS: Final = 0.5


@dataclass
class RunContext:
    """A run, held by the one process that executes it.

    Every write is fenced: once the run has been stopped, or taken over by another process, the next
    call raises :class:`ai_features.runs.progress.RunStopped`, which executors must not catch.
    """

    run: Run
    job: JobContext
    seq: int
    _text: str = field(default="", init=False)
    _told_at: float = field(default=0.0, init=False)
    _looked_at: float = field(default_factory=time.monotonic, init=False)

    @property
    def workspace_id(self) -> UUID:
        """The workspace that the run belongs to."""
        return self.run.workspace_id

    @property
    def input(self) -> Json:
        """What was asked."""
        return dict(self.run.input)

    def emit(self, kind: EventKind | str, data: Json) -> None:
        """Send an event to followers; it is stored before this returns."""
        self._write(*self._buffered(), (EventKind(kind), data))

    def delta(self, text: str) -> None:
        """Send a piece of the answer; pieces in quick succession become one event."""
        self._text += text
        waited = time.monotonic() - self._told_at
        if waited >= COALESCE_SECONDS or len(self._text) >= COALESCE_CHARACTERS:
            self.flush()

    def begin_anew(self) -> None:
        """Have followers discard the text so far; what is sent from now on replaces it."""
        self._text = ""
        self._write((EventKind.START, start_of(self.run, attempt=self.job.attempt)))

    def flush(self) -> None:
        """Send what :meth:`delta` has held back."""
        self._write(*self._buffered())

    def check(self) -> None:
        """Raise if the run was stopped or taken over; cheap enough to call between deltas."""
        try:
            self.job.check()
        except (JobCancelled, LeaseLost) as stop:
            raise RunStopped from stop
        if time.monotonic() - self._looked_at >= LOOK_SECONDS:
            with in_workspace(self.workspace_id):
                self._hold()
            let_go()

    def progress(self, done: int, total: int, stage: str = "") -> None:
        """Report how far the work has come: ``done`` of ``total``, and the current stage."""
        self.check()
        event = (EventKind.PROGRESS, {"done": done, "total": total, "stage": stage})
        with in_workspace(self.workspace_id):
            self._hold().update(progress_done=done, progress_total=total, stage=stage)
            self._write(event)

    @contextmanager
    def span(self, name: str, kind: SpanKind | str, **data: Any) -> Iterator[SpanDraft]:
        """Record a span of the trace; add its results to ``.data``."""
        draft = SpanDraft(name=name, kind=SpanKind(kind), data=data)
        started, at = time.perf_counter(), timezone.now()
        try:
            yield draft
        except DomainError as error:
            draft.error_code = error.code
            raise
        finally:
            write_span(
                draft,
                workspace_id=self.workspace_id,
                run_id=self.run.pk,
                attempt=self.job.attempt,
                started_at=at,
                duration_ms=(time.perf_counter() - started) * 1000,
            )

    def _buffered(self) -> list[tuple[EventKind, Json]]:
        text, self._text = self._text, ""
        return [(EventKind.DELTA, {"text": text})] if text else []

    def _write(self, *events: tuple[EventKind, Json]) -> None:
        if not events:
            return
        with in_workspace(self.workspace_id):
            self._hold()
            self.seq = write_events(self.run, *events, after=self.seq)
        let_go()
        self._told_at = time.monotonic()

    def _hold(self) -> QuerySet[Run]:
        self._looked_at = time.monotonic()
        return hold(workspace_id=self.workspace_id, run_id=self.run.pk, token=self.job.token)

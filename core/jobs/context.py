"""What a job's handler works with: progress, cancellation and a lease kept alive."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Final, Self
from uuid import UUID

from django.db import Error, connection

from core.connections import let_go
from core.jobs.services import Claim, extend_lease, note_progress, still_held

HEARTBEAT_SECONDS: Final = 5.0


class JobCancelled(Exception):
    """Somebody asked the job to stop."""


class LeaseLost(Exception):
    """Another process holds the job now; this one must write nothing more."""


class JobFailed(Exception):
    """The job cannot succeed, and trying again would not help; ``message`` is for the user."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class JobContext:
    """A claimed job: reports progress and says when to stop. Use as a context manager.

    A thread extends the lease while the handler works, so a long step between two calls of
    :meth:`check` does not lose the job. It holds no connection between two beats.
    """

    def __init__(self, held: Claim) -> None:
        self.held = held
        self._over = threading.Event()
        self._stop: Exception | None = None
        self._beat = threading.Thread(target=self._keep_lease, name="lease", daemon=True)

    @property
    def workspace_id(self) -> UUID:
        """The workspace that the job belongs to."""
        return self.held.workspace_id

    @property
    def subject_id(self) -> UUID:
        """The row that the job is about."""
        return self.held.subject_id

    @property
    def attempt(self) -> int:
        """Which attempt this is; 1 the first time."""
        return self.held.attempt

    @property
    def token(self) -> int:
        """The fencing token of this attempt."""
        return self.held.token

    def check(self) -> None:
        """Raise :class:`JobCancelled` or :class:`LeaseLost` when the work should stop."""
        if self._stop:
            raise self._stop

    def progress(self, done: int, total: int, stage: str = "") -> None:
        """Save progress (``done`` of ``total``); raise like :meth:`check` if work should stop."""
        self.check()
        if not note_progress(self.held, done=done, total=total, stage=stage):
            raise LeaseLost

    def hold(self) -> None:
        """Lock the job until the transaction ends; raise :class:`LeaseLost` if it is not ours.

        Call it first in any transaction that writes the job's results.
        """
        if not still_held(self.held):
            raise LeaseLost

    def __enter__(self) -> Self:
        self._extend()
        self._beat.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._beat.join(timeout=HEARTBEAT_SECONDS)

    def _keep_lease(self) -> None:
        try:
            while not self._over.wait(HEARTBEAT_SECONDS):
                self._extend()
        finally:
            connection.close()

    def _extend(self) -> None:
        try:
            kept = extend_lease(self.held)
        except Error:
            connection.close()  # the next beat tries again; the lease outlasts several
            return
        let_go()
        if kept is None:
            self._stop = LeaseLost()
        elif not kept:
            self._stop = JobCancelled()

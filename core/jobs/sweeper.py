"""Every worker sweeps up after killed processes, however busy its own threads are."""

from __future__ import annotations

import logging
import threading
from typing import Any, Final

from celery import bootsteps
from django.db import Error, connection

log = logging.getLogger(__name__)
EVERY_SECONDS: Final = 10.0


class Sweeper(bootsteps.StartStopStep):  # type: ignore[misc]  # celery ships no types
    """Sweeps on the worker's timer, in a thread of its own.

    A sweep that was a task would wait behind a long queue, and lost jobs with it.
    """

    requires = ("celery.worker.components:Timer",)

    def __init__(self, parent: Any, **options: Any) -> None:
        self.entry: Any = None
        self.sweeping = threading.Lock()

    def start(self, parent: Any) -> None:
        """Sweep every ten seconds."""
        self.entry = parent.timer.call_repeatedly(EVERY_SECONDS, self.begin)

    def stop(self, parent: Any) -> None:
        """Stop the timer; a sweep in progress is harmless."""
        if self.entry:
            self.entry.cancel()
            self.entry = None

    def begin(self) -> None:
        """Sweep unless the last sweep is still running."""
        if not self.sweeping.acquire(blocking=False):
            return
        try:
            threading.Thread(target=self._sweep, name="sweep", daemon=True).start()
        except RuntimeError:
            self.sweeping.release()
            log.warning("The system gives no more threads; the sweep comes again.")

    def _sweep(self) -> None:
        from core.jobs.sweeping import sweep  # noqa: PLC0415  (needs the models, which load later)

        try:
            sweep()
        except Error:
            log.warning("The database did not answer the sweep; it comes again.")
        finally:
            connection.close()
            self.sweeping.release()

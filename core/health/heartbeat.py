"""A worker reports that it is alive for as long as its own loop runs."""

from __future__ import annotations

import logging
from typing import Any, Final

from celery import bootsteps
from django.utils import timezone
from redis.exceptions import RedisError

from core.health.redis import broker

log = logging.getLogger(__name__)
KEY: Final = "vitrine:worker:heartbeat"
EVERY_SECONDS: Final = 10.0
LASTS_SECONDS: Final = 30


class Heartbeat(bootsteps.StartStopStep):  # type: ignore[misc]  # celery ships no types
    """Beats on the worker's timer, so that a worker that hangs falls silent."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, parent: Any, **options: Any) -> None:
        self.entry: Any = None

    def start(self, parent: Any) -> None:
        """Beat now, and again every ten seconds."""
        beat()
        self.entry = parent.timer.call_repeatedly(EVERY_SECONDS, beat)

    def stop(self, parent: Any) -> None:
        """Fall silent; the last beat is left to expire, since other workers share the key."""
        if self.entry:
            self.entry.cancel()
            self.entry = None


def beat() -> None:
    """Leave a sign of life that expires after half a minute."""
    try:
        broker().set(KEY, timezone.now().isoformat(), ex=LASTS_SECONDS)
    except RedisError:
        log.warning("The broker did not take the worker's heartbeat.")


def last_beat() -> str | None:
    """Return when a worker was last heard from, or None if not in the last half minute.

    Raises ``redis.exceptions.RedisError`` when the broker is away.
    """
    heard = broker().get(KEY)
    return heard.decode() if isinstance(heard, bytes) else None

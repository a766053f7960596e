"""Ring when a run has new events. PostgreSQL holds the events; Redis only rings."""

from __future__ import annotations

import logging
import time
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
CHANNEL: Final = "run:"
SILENCE_SECONDS: Final = 1.0


class Doorbell:
    """Publishes to ``run:<id>``; after a failure it skips a second of rings rather than block."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
        self._silent_until = 0.0

    def ring(self, run_id: UUID, seq: int) -> None:
        """Tell followers that events up to ``seq`` are committed; never raises."""
        if time.monotonic() < self._silent_until:
            return
        try:
            self._redis.publish(f"{CHANNEL}{run_id}", seq)
        except RedisError:
            self._silent_until = time.monotonic() + SILENCE_SECONDS
            log.warning("Redis did not answer; followers of runs poll instead.")


def ring(run_id: UUID, seq: int) -> None:
    """Ring this process's doorbell."""
    _doorbell(settings.REDIS_URL).ring(run_id, seq)


@lru_cache(maxsize=2)
def _doorbell(url: str) -> Doorbell:
    return Doorbell(url)

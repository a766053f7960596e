"""The broker as the health checks reach it: a short wait, then an answer."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django.conf import settings
from redis import Redis

PATIENCE_SECONDS: Final = 2


@lru_cache(maxsize=1)
def broker() -> Redis:
    """Return this process's client, which connects when it is first used."""
    return Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
    )

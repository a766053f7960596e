"""The broker's client for the health checks, with short timeouts."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django.conf import settings
from redis import Redis

PATIENCE_SECONDS: Final = 2


@lru_cache(maxsize=1)
def broker() -> Redis:
    """Return this process's client, which connects on first use."""
    return Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
    )

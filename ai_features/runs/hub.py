"""Listen for the doorbells of all runs over one Redis connection per event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final
from weakref import WeakKeyDictionary

from django.conf import settings
from redis.asyncio import Redis
from redis.exceptions import RedisError

from ai_features.runs.doorbell import CHANNEL

log = logging.getLogger(__name__)
RETRY_SECONDS: Final = 1.0
QUIET_SECONDS: Final = 20


class Hub:
    """Wakes everyone waiting for a run when its bell rings.

    While Redis is unreachable, ``connected`` is False and waiters should poll.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._task: asyncio.Task[None] | None = None
        self.connected = False

    @contextmanager
    def listen(self, run_id: object) -> Iterator[asyncio.Event]:
        """Return an event that is set whenever the run's bell rings."""
        name, bell = str(run_id), asyncio.Event()
        self._waiting.setdefault(name, set()).add(bell)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._serve())
        try:
            yield bell
        finally:
            self._waiting[name].discard(bell)
            if not self._waiting[name]:
                del self._waiting[name]

    async def _serve(self) -> None:
        """Listen while anybody is waiting, reconnecting after a lost connection."""
        while self._waiting:
            try:
                await self._hear()
            except (RedisError, OSError):
                log.warning("Redis went away; followers of runs poll until it is back.")
                self._everybody()
                await asyncio.sleep(RETRY_SECONDS)
            finally:
                self.connected = False

    async def _hear(self) -> None:
        redis = Redis.from_url(self._url, socket_connect_timeout=2)
        pubsub = redis.pubsub(ignore_subscribe_messages=True)
        try:
            await pubsub.psubscribe(f"{CHANNEL}*")
            self.connected = True
            self._everybody()
            while self._waiting:
                message = await pubsub.get_message(timeout=QUIET_SECONDS)
                if message is not None:
                    self._wake(message["channel"].decode().removeprefix(CHANNEL))
        finally:
            with suppress(RedisError, OSError):
                await pubsub.aclose()  # type: ignore[no-untyped-call]
                await redis.aclose()

    def _wake(self, name: str) -> None:
        for bell in self._waiting.get(name, ()):
            bell.set()

    def _everybody(self) -> None:
        """Wake all waiters once: a bell may have rung while nobody was listening."""
        for name in self._waiting:
            self._wake(name)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """Return the hub of the running event loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub(settings.REDIS_URL))

"""How often a key may call and a person may write to others, counted in Redis for all processes."""

from __future__ import annotations

import logging
import time
from functools import lru_cache
from typing import Final

from django.conf import settings
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import RedisStorage
from limits.strategies import FixedWindowRateLimiter

from core.errors import RateLimited
from core.keys.models import ApiKey

log = logging.getLogger(__name__)
STRANGERS: Final = RateLimitItemPerMinute(30, namespace="strangers")
LETTERS: Final = RateLimitItemPerHour(60, namespace="letters")


def count_call(key: ApiKey) -> dict[str, str]:
    """Count one call of ``key`` and return the ``RateLimit-*`` headers of its answer.

    Raises :class:`core.errors.RateLimited` once the minute's calls are used up. Calls go uncounted
    while Redis is down: a lost counter must not take the API down.
    """
    try:
        return _count(str(key.pk))
    except StorageError:
        log.warning("Redis did not answer; an API call went uncounted.")
        return {}


def _count(name: str) -> dict[str, str]:
    """Count in the current clock minute: one command to Redis, as the clock says when it ends."""
    storage, item = _storage(), _calls_a_minute()
    minute, gone = divmod(int(time.time()), item.get_expiry())
    made = storage.incr(item.key_for(name, str(minute)), item.get_expiry())
    wait = item.get_expiry() - gone
    headers = {
        "RateLimit-Limit": str(item.amount),
        "RateLimit-Remaining": str(max(0, item.amount - made)),
        "RateLimit-Reset": str(wait),
    }
    if made > item.amount:
        raise RateLimited(
            f"This key may make {item.amount} calls a minute. Try again in {wait} s.",
            headers=headers | {"Retry-After": str(wait)},
        )
    return headers


def count_stranger(address: str) -> None:
    """Count one call of somebody without a key; raise ``RateLimited`` above 30 a minute."""
    if not _has_room(STRANGERS, address):
        raise RateLimited("You have asked a lot in a short time. Try again in a minute.")


def count_letter(sender: str) -> None:
    """Count mail to an address of the sender's choice; raise ``RateLimited`` above 60 an hour.

    Anybody who can sign up can invite anybody, and the site must not send spam for them.
    """
    if not _has_room(LETTERS, sender):
        raise RateLimited("That is a lot of invitations in a short time. Try again in an hour.")


def _has_room(item: RateLimitItem, name: str) -> bool:
    try:
        return FixedWindowRateLimiter(_storage()).hit(item, name)
    except StorageError:
        return True


@lru_cache(maxsize=1)
def _storage() -> RedisStorage:
    return RedisStorage(
        settings.REDIS_URL, wrap_exceptions=True, socket_timeout=2, socket_connect_timeout=2
    )


def _calls_a_minute() -> RateLimitItem:
    return RateLimitItemPerMinute(settings.VITRINE.vitrine_api_rate_per_minute, namespace="vitrine")

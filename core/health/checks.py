"""The checks of core's own parts: database, broker, a worker."""

from __future__ import annotations

from django.db import Error, connection
from redis.exceptions import RedisError

from core.health.heartbeat import last_beat
from core.health.redis import broker
from core.health.registry import Unready, register_check


def database() -> str:
    """Say that PostgreSQL answers; raise ``Unready`` if it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        raise Unready("PostgreSQL does not answer; check DATABASE_URL.") from error
    return "PostgreSQL answers."


def message_broker() -> str:
    """Say that Redis answers; raise ``Unready`` if it does not."""
    try:
        broker().ping()
    except RedisError as error:
        raise Unready("Redis does not answer; check REDIS_URL.") from error
    return "Redis answers."


def worker() -> str:
    """Say when a worker was last heard from; raise ``Unready`` if that is too long ago."""
    try:
        heard = last_beat()
    except RedisError as error:
        raise Unready("Redis does not answer, so no worker can be heard from.") from error
    if heard is None:
        raise Unready("No worker has been heard from in the last half minute.")
    return f"A worker was last heard from at {heard}."


def register_own_checks() -> None:
    """Register core's own checks; called once, at start-up."""
    register_check("database", database)
    register_check("broker", message_broker)
    register_check("worker", worker)

"""Return database connections in time, and name the errors that mean a server is away."""

from __future__ import annotations

from typing import Final

from django.db import InterfaceError, OperationalError, connection
from redis.exceptions import ConnectionError as BrokerAway
from redis.exceptions import TimeoutError as BrokerSilent

# Raised while the database or the broker does not answer.
AWAY: Final = (OperationalError, InterfaceError, BrokerAway, BrokerSilent)


def let_go() -> None:
    """Return the thread's pooled connection to the pool, unless a transaction is open.

    A run that waits for its model, or a request that streams its answer, would otherwise keep
    one of the few connections of a web process. Without a pool the connection stays, as opening
    one costs more than keeping it.
    """
    pooled = bool(connection.settings_dict["OPTIONS"].get("pool"))
    if pooled and not connection.in_atomic_block:
        connection.close()

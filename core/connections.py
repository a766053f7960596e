"""Give connections back while nothing is asked of the database."""

from __future__ import annotations

from django.db import connection


def let_go() -> None:
    """Return the thread's pooled connection to the pool, unless a transaction is open.

    A run that waits for its model, or a request that streams its answer, would otherwise keep
    one of the few connections of a web process. Without a pool the connection stays, as opening
    one costs more than keeping it.
    """
    pooled = bool(connection.settings_dict["OPTIONS"].get("pool"))
    if pooled and not connection.in_atomic_block:
        connection.close()

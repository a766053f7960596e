"""Turn DATABASE_URL into Django's settings for one PostgreSQL connection."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from core.embedded.roles import APP_ROLE

# How often a connection runs a statement of core.tenancy.prepared before psycopg prepares it.
PREPARED_AFTER: Final = 2
# A server that drops off the network closes no connection: by default the system waits a quarter
# of an hour on each connection of the pool. In seconds, the last in milliseconds.
CUT_OFF: Final = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
# The pool doubles its delay between attempts to reconnect, by default for five minutes: an outage
# of one minute would last two. Once the pool has given up, the next request makes it try at once.
WAITING: Final = {"timeout": 10, "reconnect_timeout": 10}


def database_settings(url: str, *, role: str, pool: int) -> dict[str, Any]:
    """Return Django's ``DATABASES`` entry for ``url``.

    With ``role="app"`` each connection acts as the role that owns nothing and cannot bypass
    row-level security, either by logging in as that role or by switching to it. ``pool`` is the
    largest number of pooled connections, 0 for none.
    """
    parts = urlsplit(url)
    options: dict[str, Any] = {**CUT_OFF, **dict(parse_qsl(parts.query))}
    options["prepare_threshold"] = PREPARED_AFTER
    user = unquote(parts.username or "")
    if role == "app" and user != APP_ROLE:
        # Not Django's "assume_role": setting it on a pooled connection asks the pool for a second
        # connection, which deadlocks.
        options["options"] = f"{options.get('options', '')} -c role={APP_ROLE}".strip()
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, **WAITING}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": user,
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or options.pop("host", "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
    }

"""Turn DATABASE_URL into Django's settings for one PostgreSQL connection."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

APP_ROLE = "vitrine_app"
# How often a connection plans a statement of core.tenancy.prepared anew; the next plan is kept.
PREPARED_AFTER: Final = 2
# A server that is cut off says nothing, not even that it goes: the system itself waits for a
# quarter of an hour, with every connection of the pool. In seconds, the last in milliseconds.
CUT_OFF: Final = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
# A pool waits twice as long from try to try until it gives up, by default after five minutes: after
# a minute without a database another one would pass. The next request has it try at once.
WAITING: Final = {"timeout": 10, "reconnect_timeout": 10}


def database_settings(url: str, *, role: str, pool: int) -> dict[str, Any]:
    """Return Django's ``DATABASES`` entry for ``url``.

    With ``role="app"`` each connection acts as the role that owns nothing and cannot bypass
    row-level security: its login is that role's own, or drops to it. ``pool`` is the largest
    number of pooled connections, 0 for none.
    """
    parts = urlsplit(url)
    options: dict[str, Any] = {**CUT_OFF, **dict(parse_qsl(parts.query))}
    options["prepare_threshold"] = PREPARED_AFTER
    user = unquote(parts.username or "")
    if role == "app" and user != APP_ROLE:
        # Not Django's "assume_role": setting it on a pooled connection asks the pool for another
        # connection, and waits for itself.
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

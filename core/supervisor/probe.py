"""Container health checks: exit with 0 if a part serves.

`python -m core.supervisor.probe` asks the site, `… probe worker` looks for a worker's heartbeat,
`… probe broker` asks the broker.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

from redis import Redis, RedisError

from core.assembly.config import get_config
from core.health.heartbeat import KEY
from core.supervisor.site import answers

PATIENCE_SECONDS: Final = 3


def web() -> bool:
    """Return whether the site answers."""
    return answers(get_config())


def worker() -> bool:
    """Return whether a worker was heard from recently."""
    return bool(_broker().exists(KEY))


def broker() -> bool:
    """Return whether the broker answers."""
    return bool(_broker().ping())


def _broker() -> Redis:
    return Redis.from_url(get_config().redis_address, socket_timeout=PATIENCE_SECONDS)


PROBES: Final[dict[str, Callable[[], bool]]] = {"web": web, "worker": worker, "broker": broker}


def main(arguments: list[str]) -> int:
    """Run the named probe; return the exit code."""
    try:
        return 0 if PROBES[arguments[0] if arguments else "web"]() else 1
    except RedisError:
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

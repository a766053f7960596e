"""The site's own processes: their commands and environments."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Final

from core.assembly.config import BASE_DIR, Config
from core.embedded.ports import LOOPBACK
from core.embedded.program import Program
from core.embedded.services import Plan

WORKER_THREADS: Final = 4
WEB_POOL: Final = 8
# Celery warns a worker run by root about pickled messages, which we neither send nor accept.
HUSH: Final = "ignore:You're running the worker with superuser"
CELERY: Final = (sys.executable, "-W", HUSH, "-m", "celery", "--quiet", "-A")


OWNER: Final = "DATABASE_OWNER_URL"
# Breaking into the web process must not reveal the login that owns the tables.
WITHHELD: Final = frozenset({OWNER, "VITRINE_ADMIN_DATABASE_URL"})


def site_environment(config: Config, plan: Plan) -> dict[str, str]:
    """Return the environment of the site's processes: ours, with the addresses filled in.

    The owner's login is left out.
    """
    ours = {name: value for name, value in os.environ.items() if name not in WITHHELD}
    return ours | {
        "DJANGO_SETTINGS_MODULE": "core.assembly.settings",
        "DATABASE_URL": plan.database_url,
        "REDIS_URL": plan.redis_url,
        "VITRINE_DATA_DIR": str(config.vitrine_data_dir),
        "PYTHONUNBUFFERED": "1",
        # Otherwise glibc gives every thread its own arena, which doubles idle memory.
        "MALLOC_ARENA_MAX": "2",
    }


def owner_environment(env: Mapping[str, str], plan: Plan) -> dict[str, str]:
    """Return ``env`` for the processes that also change tables and build indexes."""
    return {**env, **({OWNER: plan.owner_url} if plan.owner_url else {})}


def web(config: Config, env: Mapping[str, str]) -> Program:
    """Return the web process. It writes no access log, because URLs carry what clients asked."""
    pool = {"VITRINE_DB_POOL": str(config.vitrine_db_pool or WEB_POOL)}
    return Program(
        name="web",
        argv=[
            *(sys.executable, "-m", "uvicorn", "core.assembly.asgi:application"),
            *("--host", LOOPBACK, "--port", str(config.port)),
            *("--log-level", "warning", "--no-access-log", "--no-server-header"),
            *("--ws", "none", "--timeout-graceful-shutdown", "5"),
        ],
        env={**env, **pool},
        cwd=BASE_DIR,
    )


def worker(env: Mapping[str, str]) -> Program:
    """Return the worker for background jobs; ``env`` holds the owner's login."""
    return Program(
        name="worker",
        argv=[
            *CELERY,
            *(
                "core.assembly.celery",
                "worker",
                "--pool",
                "threads",
                "--concurrency",
                str(WORKER_THREADS),
            ),
            *("--without-gossip", "--without-mingle", "--loglevel", "WARNING"),
        ],
        env=env,
        cwd=BASE_DIR,
    )


def beat(env: Mapping[str, str]) -> Program:
    """Return the clock. It has no pid file, since a stale one would keep it from starting."""
    return Program(
        name="beat",
        argv=[*CELERY, "core.assembly.clock", "beat", "--pidfile", "", "--loglevel", "WARNING"],
        env=env,
        cwd=BASE_DIR,
    )


def manage(name: str, *arguments: str, env: Mapping[str, str]) -> Program:
    """Return a management command, shown as ``name``."""
    return Program(
        name=name,
        argv=[sys.executable, str(BASE_DIR / "manage.py"), *arguments],
        env=env,
        cwd=BASE_DIR,
    )

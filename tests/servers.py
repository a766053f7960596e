"""A database and a broker for the tests when the environment names none.

Loaded with `-p`, before pytest-django reads the settings; the processes of a parallel run share
the ones that the first process started.
"""

from __future__ import annotations

import contextlib
import os

import pytest

from core.embedded.services import start_throwaway

STARTED = contextlib.ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests():
    os.environ.setdefault("VITRINE_SECRET_KEY", "for-tests-only-" + "x" * 32)
    names = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
    database, owner, broker = (os.environ.get(name, "") for name in names)
    if not (database and broker):
        services = STARTED.enter_context(
            start_throwaway(database_url=database, owner_url=owner, redis_url=broker)
        )
        os.environ.update(
            DATABASE_URL=services.database_url,
            DATABASE_OWNER_URL=services.owner_url,
            REDIS_URL=services.redis_url,
        )
    return (yield)


def pytest_unconfigure():
    STARTED.close()

"""A database and a broker for the tests where the environment names none.

Loaded by `-p`, before pytest-django reads the settings; the processes of a parallel run share
what the first one started.
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
    database, broker = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    if not (database and broker):
        services = STARTED.enter_context(start_throwaway(database_url=database, redis_url=broker))
        os.environ.update(DATABASE_URL=services.database_url, REDIS_URL=services.redis_url)
    return (yield)


def pytest_unconfigure():
    STARTED.close()

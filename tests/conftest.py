"""The real database and broker for every test, and the cast: two clients, acme and globex."""

from __future__ import annotations

import os
from uuid import uuid4

import pytest
from django.core.cache import caches

os.environ.setdefault("VITRINE_SECRET_KEY", "for-tests-only-" + "x" * 32)
pytest_plugins = ["tests.services", "tests.cast"]


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def _plain_files(settings, empty_folder):
    """Serve static files under their plain names: tests do not run collectstatic."""
    settings.STATIC_ROOT = empty_folder
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """Hash passwords fast: a real hash takes longer than most tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _own_counters(monkeypatch):
    """Count attempts per test: the broker outlives each test and is shared with other processes."""
    prefix = uuid4().hex
    monkeypatch.setitem(caches.settings["default"], "KEY_PREFIX", prefix)
    monkeypatch.setattr(caches["default"], "key_prefix", prefix)


@pytest.fixture
def no_heartbeat(monkeypatch):
    """Turn off job heartbeats: their own connection would not see the test's transaction."""
    monkeypatch.setattr("core.jobs.context.HEARTBEAT_SECONDS", 3600.0)
    monkeypatch.setattr("core.jobs.context.JobContext.__exit__", lambda self, *_: self._over.set())

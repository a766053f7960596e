"""The real database and broker for every test, and the cast: two clients, acme and globex."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("VITRINE_SECRET_KEY", "for-tests-only-" + "x" * 32)
pytest_plugins = ["tests.services", "tests.cast"]


@pytest.fixture(autouse=True)
def _plain_files(settings):
    """Serve static files by their plain names: tests collect nothing."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }

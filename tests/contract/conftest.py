"""Fixtures for tests that go over the whole site."""

from __future__ import annotations

import pytest

from core.rest import limits


@pytest.fixture
def unmetered(monkeypatch):
    """Let a test make more calls than a key may make in a minute."""
    monkeypatch.setattr(limits, "_count", lambda name: {})

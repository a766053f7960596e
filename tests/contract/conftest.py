"""What only the examination of the whole needs."""

from __future__ import annotations

import pytest

from core.rest import limits


@pytest.fixture
def unmetered(monkeypatch):
    """Let a test make more calls than a key may in a minute."""
    monkeypatch.setattr(limits, "_count", lambda name: {})

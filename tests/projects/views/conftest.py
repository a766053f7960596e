"""The page of a document."""

from __future__ import annotations

import pytest


@pytest.fixture
def path(handbook):
    return f"/w/acme/p/handbook/documents/{handbook.pk}/"

"""A provider's embedding model, as a second one for a project, with eight dimensions."""

from __future__ import annotations

import pytest

from ai_features.gateway import LOCAL_MODEL
from ai_features.knowledge.indexing import spaces
from tests.ai_features.gateway.conftest import embedding_model_at


def connect(monkeypatch, *models):
    """Have the workspace's providers serve ``models``, besides the local one."""
    by_key = {model.key: model for model in (LOCAL_MODEL, *models)}
    monkeypatch.setattr(spaces, "embedding_model_by_key", lambda _, key: by_key.get(key))


@pytest.fixture
def other(upstream, monkeypatch):
    """The model that ``upstream`` serves, besides the local one."""
    model = embedding_model_at(upstream)
    connect(monkeypatch, model)
    return model

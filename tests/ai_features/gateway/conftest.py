"""A fake upstream, and workspaces whose provider it is."""

from __future__ import annotations

import httpx2
import pytest

from ai_features.gateway import attempts
from ai_features.gateway.clients import forget_clients
from ai_features.gateway.messages import Caller, ChatModel, ModelCall
from ai_features.gateway.vectors import EmbeddingModel
from ai_features.runs.models import LedgerEntry
from core.tenancy.scope import in_workspace
from tests.ai_features.runs.conftest import handbook, parrot, run
from tests.fakes.upstream import FakeUpstream

__all__ = ["handbook", "parrot", "run"]


@pytest.fixture
def upstream(monkeypatch):
    monkeypatch.setattr(attempts, "BACKOFF_SECONDS", 0.0)
    with FakeUpstream() as server:
        yield server
        forget_clients()


@pytest.fixture
def impatient(monkeypatch):
    """Wait only a moment for a provider; other tests wait longer, as the machine may be busy."""
    monkeypatch.setattr("ai_features.gateway.clients.TIMEOUT", httpx2.Timeout(30.0, read=0.2))


@pytest.fixture
def model(upstream):
    return model_at(upstream)


def model_at(upstream, *, name="gpt-4o-mini", source="instance"):
    return ChatModel(
        label="fake",
        name=name,
        base_url=upstream.base_url,
        context_window=8_192,
        source=source,
        version=f"{upstream.port}:{name}",
        api_key="sk-canary-0123456789",
    )


def embedding_model_at(upstream, *, name="text-embedding-3-small"):
    """Return an embedding model of eight dimensions that ``upstream`` serves."""
    return EmbeddingModel(
        source="instance",
        label="fake",
        name=name,
        base_url=upstream.base_url,
        dimensions=8,
        version=f"{upstream.port}:{name}",
        api_key="sk-canary-0123456789",
    )


@pytest.fixture
def call(acme):
    return ModelCall(
        Caller(acme.pk),
        purpose="answer",
        messages=[{"role": "user", "content": "How long is the leave?"}],
    )


def ledger_of(workspace):
    with in_workspace(workspace.pk):
        return list(LedgerEntry.objects.for_workspace(workspace))

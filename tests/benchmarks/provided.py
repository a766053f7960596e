"""The provider for measuring: the one that OPENAI_* in the environment names, if any."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from ai_features.gateway import Caller
from ai_features.gateway.queries import instance_model
from core.assembly.config import get_config
from tests.benchmarks.crowd import workspaces
from tests.benchmarks.data import RetrievalSet

SAMPLE = 100
ABSENT = (
    "Not measured: no provider is named by OPENAI_API_KEY or OPENAI_BASE_URL in the environment."
)


@contextmanager
def provided() -> Iterator[Caller | None]:
    """Yield a caller of models in a throwaway workspace; None without a provider."""
    if instance_model(get_config()) is None:
        yield None
        return
    with workspaces(1) as (_, (workspace,)):
        yield Caller(workspace.pk)


def sampled(chosen: RetrievalSet) -> list[str]:
    """Return the keys of a fixed sample of queries."""
    return Random(5).sample(sorted(chosen.queries), min(SAMPLE, len(chosen.queries)))

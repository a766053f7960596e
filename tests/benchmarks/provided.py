"""The provider for measuring: the one that OPENAI_* in the environment names, if any."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from random import Random

from ai_features.gateway import Caller, embed
from ai_features.gateway.embedding_queries import instance_embedding_model
from ai_features.gateway.queries import instance_model
from core.assembly.config import get_config
from tests.benchmarks.crowd import workspaces
from tests.benchmarks.data import RetrievalSet
from tests.benchmarks.memory import Embedder

SAMPLE = 100
ABSENT = "Not measured: no such model is named by OPENAI_* in the environment (see the README)."


@contextmanager
def provided() -> Iterator[Caller | None]:
    """Yield a caller of models in a throwaway workspace; None without a provider."""
    if instance_model(get_config()) is None:
        yield None
        return
    with workspaces(1) as (_, (workspace,)):
        yield Caller(workspace.pk)


def embedder(caller: Caller) -> Embedder | None:
    """Return the provider's embedding model, if OPENAI_EMBEDDING_MODEL names one."""
    model = instance_embedding_model(get_config())
    if model is None:
        return None
    made = partial(embed, caller=caller, model=model)
    return Embedder(
        model.key,
        english_only=model.english_only,
        passages=partial(made, kind="passage"),
        queries=partial(made, kind="query"),
    )


def sampled(chosen: RetrievalSet) -> list[str]:
    """Return the keys of a fixed sample of queries."""
    return Random(5).sample(sorted(chosen.queries), min(SAMPLE, len(chosen.queries)))

"""Try out a workspace's models with small, real calls; make these outside any transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings

from ai_features import gateway
from ai_features.gateway.embedding_calls import find_dimensions
from ai_features.gateway.embedding_queries import instance_embedding_model, probed_model
from ai_features.gateway.errors import NoProvider, ProviderFailed, ProviderNonsense
from ai_features.gateway.messages import Caller, ModelCall, Usage
from ai_features.gateway.models import Provider
from ai_features.gateway.queries import chat_model, provider_of, rerank_model
from ai_features.gateway.services import keep_dimensions, keep_test
from ai_features.gateway.vectors import EmbeddingModel

PROMPT: Final = "Answer with the single word: ready"
QUESTION: Final = "When does the shop open?"
ANSWERS: Final = ("The shop opens at nine in the morning.", "Glaciers move a metre a day.")
MUDDLED: Final = "The rerank model put a passage that answers below one that does not. Use another."


@dataclass(frozen=True, slots=True)
class Tried:
    """The result of trying one model: what it did, in words for people, or how it failed."""

    model: str
    said: str = ""
    usage: Usage | None = None
    failure: ProviderFailed | None = None


def try_models(workspace_id: UUID) -> list[Tried]:
    """Try each model that is set up for the workspace, and store the result with its provider."""
    provider = provider_of(workspace_id)
    tries = (try_answering, try_embedding, try_reranking)
    made = [tried for tried in (each(workspace_id) for each in tries) if tried]
    if provider:
        failed = next((tried for tried in made if tried.failure), Tried(""))
        keep_test(provider, failed_model=failed.model, failure=failed.failure)
    return made


def try_answering(workspace_id: UUID) -> Tried:
    """Ask the chat model for one word."""
    model = chat_model(workspace_id)
    if model is None:
        return Tried("", failure=NoProvider())
    messages = [gateway.Message(role="user", content=PROMPT)]
    call = ModelCall(Caller(workspace_id), "test", messages, max_output_tokens=64)
    try:
        completion = gateway.complete(call, model=model)
    except ProviderFailed as failure:
        return Tried(model.name, failure=failure)
    return Tried(model.name, f"answered “{completion.text.strip()[:80]}”", completion.usage)


def try_embedding(workspace_id: UUID) -> Tried | None:
    """Ask the embedding model for one vector, and store its size; None without a model.

    New projects use the model of a workspace's own provider once this has worked.
    """
    provider = provider_of(workspace_id)
    model = _to_try(provider)
    if model is None:
        return None
    try:
        found = find_dimensions(model, caller=Caller(workspace_id))
    except ProviderFailed as failure:
        return Tried(model.name, failure=failure)
    if provider:
        keep_dimensions(provider, found)
    return Tried(model.name, f"sent vectors of {found:,} dimensions")


def try_reranking(workspace_id: UUID) -> Tried | None:
    """Ask the reranker which of two sentences answers a question; None without a reranker."""
    model = rerank_model(workspace_id)
    if model is None:
        return None
    try:
        right, wrong = gateway.rerank(QUESTION, ANSWERS, caller=Caller(workspace_id), model=model)
    except ProviderFailed as failure:
        return Tried(model.name, failure=failure)
    if right <= wrong:
        return Tried(model.name, failure=ProviderNonsense(MUDDLED))
    return Tried(model.name, "put the better of two passages first")


def _to_try(provider: Provider | None) -> EmbeddingModel | None:
    if provider is None:
        return instance_embedding_model(settings.VITRINE)
    if not provider.embedding_model:
        return None
    return probed_model(provider, dimensions=provider.shortened_to or 0)

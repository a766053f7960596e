"""Which embedding model a workspace's projects get, and which one made an existing space."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.conf import settings

from ai_features.gateway.models import Provider
from ai_features.gateway.queries import Endpoint, endpoint_of, instance_endpoint, provider_of
from ai_features.gateway.vectors import (
    LOCAL_MODEL,
    MOST_DIMENSIONS,
    SHORTENED,
    EmbeddingModel,
)
from core.assembly.config import OPENAI_DIMENSIONS, Config

# The part of a key after the host.
SPACE: Final = re.compile(rf"(?P<name>.+):(?P<dimensions>[1-9]\d*)(?P<shortened>:{SHORTENED})?")


def embedding_model(workspace_id: UUID) -> EmbeddingModel:
    """Return the model that new projects get.

    That of the workspace's own provider, once a call has found its dimensions; without a provider
    of its own, that of the instance; else the local one. By default, the documents of a workspace
    with its own provider are never sent to another.
    """
    provider = provider_of(workspace_id)
    if provider is None:
        return instance_embedding_model(settings.VITRINE) or LOCAL_MODEL
    return own_embedding_model(provider) or LOCAL_MODEL


def embedding_models(workspace_id: UUID) -> list[EmbeddingModel]:
    """Return every model that a project may be indexed with on request.

    The local one, that of the workspace's own provider, and that of the instance; one per key.
    """
    provider = provider_of(workspace_id)
    own = own_embedding_model(provider) if provider else None
    models: dict[str, EmbeddingModel] = {}
    for model in (LOCAL_MODEL, own, instance_embedding_model(settings.VITRINE)):
        if model:
            models.setdefault(model.key, model)
    return list(models.values())


def embedding_model_by_key(workspace_id: UUID, key: str) -> EmbeddingModel | None:
    """Return the model whose space is called ``key``, or None if nothing serves it any more.

    It need not be the model of new projects: the endpoint that made the space is still asked for it
    while the workspace, or the instance, is connected to that host.
    """
    if key == LOCAL_MODEL.key:
        return LOCAL_MODEL
    for endpoint in _endpoints(workspace_id):
        model = _model_behind(endpoint, key)
        if model:
            return model
    return None


def own_embedding_model(provider: Provider) -> EmbeddingModel | None:
    """Return a provider's embedding model; None if it has none, or its size is not known yet."""
    dimensions = provider.embedding_dimensions
    if not provider.embedding_model or not dimensions or dimensions > MOST_DIMENSIONS:
        return None
    return probed_model(provider, dimensions=dimensions)


def probed_model(provider: Provider, *, dimensions: int) -> EmbeddingModel | None:
    """Return a provider's embedding model as if it had ``dimensions``, in order to test that."""
    endpoint = endpoint_of(provider)
    if endpoint is None:
        return None
    fields = endpoint.serving(provider.embedding_model)
    shortened = provider.shortened_to is not None
    return EmbeddingModel(dimensions=dimensions, shortened=shortened, **fields)


def instance_embedding_model(config: Config) -> EmbeddingModel | None:
    """Return the embedding model that the environment names, if any."""
    endpoint, name = instance_endpoint(config), config.openai_embedding_model
    own = OPENAI_DIMENSIONS.get(name)
    dimensions = config.openai_embedding_dimensions or own
    if endpoint is None or not name or not dimensions:
        return None
    shortened = own is not None and dimensions != own
    return EmbeddingModel(dimensions=dimensions, shortened=shortened, **endpoint.serving(name))


def _endpoints(workspace_id: UUID) -> Iterator[Endpoint]:
    provider = provider_of(workspace_id)
    own = endpoint_of(provider) if provider else None
    for endpoint in (own, instance_endpoint(settings.VITRINE)):
        if endpoint:
            yield endpoint


def _model_behind(endpoint: Endpoint, key: str) -> EmbeddingModel | None:
    host = f"{endpoint.label}:"
    found = SPACE.fullmatch(key.removeprefix(host)) if key.startswith(host) else None
    if found is None:
        return None
    return EmbeddingModel(
        dimensions=int(found["dimensions"]),
        shortened=bool(found["shortened"]),
        **endpoint.serving(found["name"]),
    )

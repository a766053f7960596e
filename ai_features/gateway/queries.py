"""Which model answers for a workspace."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from ai_features.gateway.messages import ChatModel
from ai_features.gateway.models import Provider
from ai_features.gateway.pricing import listed_window
from ai_features.gateway.windows import known_window
from core.assembly.config import Config
from core.secrets import Unsealable, decrypt
from core.tenancy.scope import in_workspace

OPENAI: Final = "https://api.openai.com/v1"
KEYLESS: Final = "none"


def chat_model(workspace_id: UUID) -> ChatModel | None:
    """Return the workspace's own model, else the instance's, else None: then nothing generates.

    A key that this instance can no longer open counts as no provider of the workspace's own.
    """
    provider = provider_of(workspace_id)
    own = model_of(provider) if provider else None
    return own or instance_model(settings.VITRINE)


def provider_of(workspace_id: UUID) -> Provider | None:
    """Return the workspace's own provider."""
    with in_workspace(workspace_id):
        return Provider.objects.for_workspace(workspace_id).first()


def model_of(provider: Provider) -> ChatModel | None:
    """Return the model of a provider, with its key opened; None when the key does not open."""
    try:
        key = decrypt(bytes(provider.sealed_key), context=seal_context(provider))
    except Unsealable:
        return None
    return ChatModel(
        label=label_of(provider.base_url),
        name=provider.chat_model,
        base_url=provider.base_url,
        context_window=provider.context_window
        or _window(provider.chat_model, base_url=provider.base_url),
        source="workspace",
        version=f"{provider.pk}:{provider.version}",
        api_key=key,
    )


def instance_model(config: Config) -> ChatModel | None:
    """Return the model that the environment names for the whole instance."""
    key = config.openai_api_key.get_secret_value()
    if not key and not config.openai_base_url:
        return None
    base_url = (config.openai_base_url or OPENAI).rstrip("/")
    return ChatModel(
        label=label_of(base_url),
        name=config.openai_model,
        base_url=base_url,
        context_window=_window(config.openai_model, base_url=base_url),
        source="instance",
        version=f"instance:{hash((key, base_url))}",
        api_key=key or KEYLESS,
    )


def seal_context(provider: Provider) -> str:
    """Return where a provider's key is sealed to."""
    return f"{provider.workspace_id}:{provider.pk}"


def label_of(base_url: str) -> str:
    """Return what people see of an address: its host."""
    parts = urlsplit(base_url)
    host = parts.hostname or base_url
    return f"{host}:{parts.port}" if parts.port else host


def _window(model: str, *, base_url: str) -> int:
    return known_window(model, listed=listed_window(model, base_url=base_url))

"""Which models serve a workspace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from ai_features.gateway.errors import KINDS, ProviderFailed
from ai_features.gateway.messages import ChatModel, RerankModel, Source
from ai_features.gateway.models import Provider
from ai_features.gateway.pricing import listed_window
from ai_features.gateway.windows import known_window
from core.assembly.config import Config
from core.secrets import Unsealable, decrypt
from core.tenancy.scope import in_workspace

OPENAI: Final = "https://api.openai.com/v1"
KEYLESS: Final = "none"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint with its opened key, whichever of its models is called."""

    source: Source
    base_url: str
    version: str
    api_key: str = field(repr=False)

    @property
    def label(self) -> str:
        """The host, as shown to people."""
        return label_of(self.base_url)

    def serving(self, name: str) -> dict[str, Any]:
        """Return the fields that every model behind this endpoint has in common."""
        return {
            "source": self.source,
            "label": self.label,
            "name": name,
            "base_url": self.base_url,
            "version": self.version,
            "api_key": self.api_key,
        }


def chat_model(workspace_id: UUID) -> ChatModel | None:
    """Return the model of the workspace's own provider; without a provider, the instance's, if any.

    None as well if the provider's key can no longer be opened: what its documents say is not sent
    to an endpoint that the workspace did not choose.
    """
    provider = provider_of(workspace_id)
    return model_of(provider) if provider else instance_model(settings.VITRINE)


def rerank_model(workspace_id: UUID) -> RerankModel | None:
    """Return the reranker of the workspace's own provider; without a provider, the instance's."""
    provider = provider_of(workspace_id)
    if provider:
        endpoint, name = endpoint_of(provider), provider.rerank_model
    else:
        config = settings.VITRINE
        endpoint, name = instance_endpoint(config), config.openai_rerank_model
    return RerankModel(**endpoint.serving(name)) if endpoint and name else None


def provider_of(workspace_id: UUID) -> Provider | None:
    """Return the workspace's own provider, if any."""
    with in_workspace(workspace_id):
        return Provider.objects.for_workspace(workspace_id).first()


def why_test_failed(provider: Provider) -> str:
    """Return in a few words why the provider's last test failed, or "" if it did not."""
    if not provider.error_code:
        return ""
    reason = KINDS.get(provider.error_code, ProviderFailed).reason
    named = provider.failed_model not in {"", provider.chat_model}
    return f"{provider.failed_model}: {reason}" if named else reason


def model_of(provider: Provider) -> ChatModel | None:
    """Return the model of a provider, with its key opened; None if the key does not open."""
    endpoint = endpoint_of(provider)
    if endpoint is None:
        return None
    return _chat_model(endpoint, name=provider.chat_model, window=provider.context_window)


def endpoint_of(provider: Provider) -> Endpoint | None:
    """Return a provider's endpoint, with its key opened; None if the key does not open."""
    try:
        key = decrypt(bytes(provider.sealed_key), context=seal_context(provider))
    except Unsealable:
        return None
    version = f"{provider.pk}:{provider.version}"
    return Endpoint("workspace", provider.base_url, version=version, api_key=key)


def instance_model(config: Config) -> ChatModel | None:
    """Return the model that the environment sets for the whole instance, if any."""
    endpoint = instance_endpoint(config)
    return _chat_model(endpoint, name=config.openai_model) if endpoint else None


def instance_endpoint(config: Config) -> Endpoint | None:
    """Return the endpoint that the environment sets for the whole instance, if any."""
    key = config.openai_api_key.get_secret_value()
    if not key and not config.openai_base_url:
        return None
    base_url = (config.openai_base_url or OPENAI).rstrip("/")
    version = f"instance:{hash((key, base_url))}"
    return Endpoint("instance", base_url, version=version, api_key=key or KEYLESS)


def seal_context(provider: Provider) -> str:
    """Return the context that a provider's key is sealed to."""
    return f"{provider.workspace_id}:{provider.pk}"


def label_of(base_url: str) -> str:
    """Return what people see of an address: its host, and its port if it names one."""
    parts = urlsplit(base_url)
    host = parts.hostname or base_url
    return f"{host}:{parts.port}" if parts.port else host


def _chat_model(endpoint: Endpoint, *, name: str, window: int | None = None) -> ChatModel:
    size = window or _window(name, base_url=endpoint.base_url)
    return ChatModel(context_window=size, **endpoint.serving(name))


def _window(model: str, *, base_url: str) -> int:
    return known_window(model, listed=listed_window(model, base_url=base_url))

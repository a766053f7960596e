"""The only way to a model: ``complete``, ``complete_json``, ``stream``, ``embed``, ``rerank``.

The names load on first use, since Django imports this package before its models are ready.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from ai_features.gateway.messages import (
    Caller,
    ChatModel,
    Completion,
    Delta,
    Message,
    ModelCall,
    Purpose,
    RerankModel,
    Usage,
)
from ai_features.gateway.vectors import LOCAL_MODEL, EmbeddingModel
from ai_features.gateway.windows import cut_to, estimate_tokens, fits, room_for

if TYPE_CHECKING:
    from ai_features.gateway.calls import complete, stream
    from ai_features.gateway.embedding import embed
    from ai_features.gateway.embedding_queries import (
        embedding_model,
        embedding_model_by_key,
        embedding_models,
    )
    from ai_features.gateway.queries import chat_model, rerank_model
    from ai_features.gateway.reranking import rerank
    from ai_features.gateway.structured import complete_json

__all__ = [
    "LOCAL_MODEL",
    "Caller",
    "ChatModel",
    "Completion",
    "Delta",
    "EmbeddingModel",
    "Message",
    "ModelCall",
    "Purpose",
    "RerankModel",
    "Usage",
    "chat_model",
    "complete",
    "complete_json",
    "cut_to",
    "embed",
    "embedding_model",
    "embedding_model_by_key",
    "embedding_models",
    "estimate_tokens",
    "fits",
    "rerank",
    "rerank_model",
    "room_for",
    "stream",
]

_HOMES: Final = {
    "chat_model": "queries",
    "complete": "calls",
    "complete_json": "structured",
    "embed": "embedding",
    "embedding_model": "embedding_queries",
    "embedding_model_by_key": "embedding_queries",
    "embedding_models": "embedding_queries",
    "rerank": "reranking",
    "rerank_model": "queries",
    "stream": "calls",
}

# The type checker would take every name for one of ours.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(name)
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

"""Turn texts into vectors: on this machine for free, or at a provider."""

from __future__ import annotations

from collections.abc import Sequence

from ai_features.gateway.embedding_calls import embed_at_provider
from ai_features.gateway.local import Vectors, encode
from ai_features.gateway.messages import Caller, Purpose
from ai_features.gateway.vectors import EmbeddingModel, Kind


def embed(
    texts: Sequence[str],
    *,
    caller: Caller,
    model: EmbeddingModel | None = None,
    kind: Kind = "passage",
    purpose: Purpose = "embed",
) -> Vectors:
    """Return one L2-normalised row of float32 for each text, in order.

    Without a ``model`` the local one is used, which costs nothing and is in no ledger. A text
    longer than the model's window is cut. Call it outside any transaction. Raises
    :class:`~ai_features.gateway.errors.ProviderFailed`, or whatever the caller's ``check`` raises.
    """
    if model is None or model.is_local:
        return encode(texts)
    return embed_at_provider(texts, model=model, kind=kind, purpose=purpose, caller=caller)

"""Turn texts into vectors: on this machine for nothing, or at a provider."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from ai_features.gateway.embedding_calls import embed_at_provider
from ai_features.gateway.local import Vectors, encode
from ai_features.gateway.messages import Caller, Purpose
from ai_features.gateway.vectors import EmbeddingModel, Kind
from ai_features.runs.noting import CallNotes


def embed(
    texts: Sequence[str],
    *,
    workspace_id: UUID,
    model: EmbeddingModel | None = None,
    kind: Kind = "passage",
    purpose: Purpose = "embed",
    run_id: UUID | None = None,
    attempt: int = 1,
    check: Callable[[], None] | None = None,
    notes: CallNotes | None = None,
) -> Vectors:
    """Return one L2-normalised row of float32 for each text, in their order.

    Without a ``model`` it is the local one, which costs nothing and is in no ledger. A text past
    the model's window is cut. Call it outside of any transaction. Raises
    :class:`~ai_features.gateway.errors.ProviderFailed`, or what ``check`` raises.
    """
    if model is None or model.is_local:
        return encode(texts)
    caller = Caller(workspace_id, run_id, attempt, check, notes)
    return embed_at_provider(texts, model=model, kind=kind, purpose=purpose, caller=caller)

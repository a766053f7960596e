"""Embed texts with the encoder that needs no key and no network."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from ai_features.gateway.local import Vectors, encode


def embed(texts: Sequence[str], *, workspace_id: UUID) -> Vectors:
    """Return one L2-normalised row of float32 for each text.

    ``workspace_id`` decides the embedding model; every workspace has the local one, which costs
    nothing, so nothing is written to the ledger.
    """
    return encode(texts)

"""Where this floor gets its vectors from."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from ai_features.gateway.local import Vectors, encode


def embed(texts: Sequence[str], *, workspace_id: UUID) -> Vectors:
    """Return a unit vector for each text."""
    return encode(texts)

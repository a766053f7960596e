"""Merge the hits of several queries for one question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from ai_features.knowledge.finding.fusion import Fused

Key = TypeVar("Key")


def best_of(found: Sequence[Sequence[Fused[Key]]]) -> list[Fused[Key]]:
    """Return each hit once, with its best score, best first.

    This is CombMAX (Fox and Shaw, "Combination of Multiple Searches", 1994). Scores are scaled
    within each query, so the best hit for every part of a question comes to the top. Reciprocal
    rank fusion prefers what is middling for all parts (measured in
    docs/decisions/0015-providers-in-retrieval.md).
    """
    if len(found) == 1:
        return list(found[0])
    best: dict[Key, Fused[Key]] = {}
    for hit in (hit for hits in found for hit in hits):
        if hit.key not in best or hit.score > best[hit.key].score:
            best[hit.key] = hit
    return sorted(best.values(), key=lambda hit: -hit.score)

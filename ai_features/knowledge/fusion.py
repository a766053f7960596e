"""Bring the two legs of a search together, weighted by how sure each is of this very query.

A convex sum of scores, each scaled between its best hit and its hundredth (Bruch, Gai and Ingber,
"An Analysis of Fusion Functions for Hybrid Retrieval", 2023). The weight's three parts were
fitted on the sets named in docs/decisions/0006-retrieval.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

Key = TypeVar("Key")

DEPTH: Final = 100
EVEN: Final = 0.45
# The best cosine of an ordinary question that has an answer.
ORDINARY_COSINE: Final = 0.6
TRUST_IN_COSINE: Final = 0.6
# Vectors separate their hits a little less than terms do, on average.
ORDINARY_SEPARATION: Final = -0.1
TRUST_IN_SEPARATION: Final = 0.4
LOWEST: Final = 0.1
HIGHEST: Final = 0.8
# The local embedding model knows English only; elsewhere it is a hint at most.
FOREIGN: Final = 0.15

Ranked = Sequence[tuple[Key, float]]


@dataclass(frozen=True)
class Fused(Generic[Key]):
    """A hit with its place on each leg's scale, 0 where the leg did not bring it."""

    key: Key
    score: float
    lexical: float
    vector: float


def fuse(
    *, lexical: Ranked[Key], vector: Ranked[Key], foreign: bool = False, weight: float | None = None
) -> list[Fused[Key]]:
    """Return all hits of both legs, best first.

    Each leg is ``(key, score)`` in descending order. ``foreign`` says that the documents are in a
    language the embedding model was not made for; ``weight`` of the vectors overrides the choice.
    """
    by_terms, by_vector = scaled(lexical), scaled(vector)
    share = vector_weight(lexical, vector, foreign=foreign) if weight is None else weight
    hits = [
        _hit(key, by_terms.get(key, 0.0), by_vector.get(key, 0.0), share)
        for key in dict.fromkeys([*by_terms, *by_vector])
    ]
    return sorted(hits, key=lambda hit: -hit.score)


def vector_weight(lexical: Ranked[Key], vector: Ranked[Key], *, foreign: bool) -> float:
    """Return the share of the vector leg, between 0 and 1."""
    if not lexical or not vector:
        return 1.0 if vector else 0.0
    closeness = vector[0][1] - ORDINARY_COSINE
    separation = _separation(vector) - _separation(lexical) - ORDINARY_SEPARATION
    share = EVEN + TRUST_IN_COSINE * closeness + TRUST_IN_SEPARATION * separation
    return min(HIGHEST, max(LOWEST, share - (FOREIGN if foreign else 0)))


def scaled(ranked: Ranked[Key]) -> dict[Key, float]:
    """Return each score's place between the hundredth (0) and the best (1)."""
    if not ranked:
        return {}
    best, last = ranked[0][1], ranked[:DEPTH][-1][1]
    if best <= last:
        return {key: 1.0 for key, _ in ranked[:DEPTH]}
    return {key: (score - last) / (best - last) for key, score in ranked[:DEPTH]}


def _separation(ranked: Ranked[Key]) -> float:
    """Return how far the tenth hit lies below the best, of the way to the hundredth."""
    best, last = ranked[0][1], ranked[:DEPTH][-1][1]
    tenth = ranked[: min(10, len(ranked))][-1][1]
    return (best - tenth) / (best - last) if best > last else 0.0


def _hit(key: Key, lexical: float, vector: float, share: float) -> Fused[Key]:
    return Fused(key, (1 - share) * lexical + share * vector, lexical, vector)

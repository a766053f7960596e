"""Bring the two legs of a search together.

A convex sum of scores (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid
Retrieval", 2023), each as a part of its leg's best. So a leg counts by how it tells its hits
apart: where the vectors find everything about as near, as they do in a language their model has
not learnt, they hardly move the order that the words make. Measured in
docs/decisions/0017-lexical-and-fusion.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Generic, NamedTuple, TypeVar

Key = TypeVar("Key")

# How many hits a leg brings; one that it did not bring counts there as its last. Deeper legs find
# no better and take up to three times as long, see docs/decisions/0028-legs-are-sixty-deep.md.
DEPTH: Final = 60
# The share of the vectors. From .55 to .62 the sets differ by less than their noise; here the least
# of the margins over what is promised is the largest, whichever kernels made the vectors.
EVEN: Final = 0.6
# The local embedding model knows English only; elsewhere it is a hint at most, and hardly that in
# another script, see docs/decisions/0035-another-script.md.
FOREIGN: Final = 0.25
UNREAD: Final = 0.1

Ranked = Sequence[tuple[Key, float]]


class Fused(NamedTuple, Generic[Key]):
    """A hit with the part of each leg's best score that it was counted with."""

    key: Key
    score: float
    lexical: float
    vector: float


def fuse(*, lexical: Ranked[Key], vector: Ranked[Key], share: float) -> list[Fused[Key]]:
    """Return all hits of both legs, best first.

    Each leg is ``(key, score)`` in descending order; ``share`` is the weight of the vectors, such
    as :func:`vector_share` gives.
    """
    by_terms, by_vector = scaled(lexical), scaled(vector)
    no_terms, no_vector = _beyond(by_terms), _beyond(by_vector)
    hits = [
        _hit(key, by_terms.get(key, no_terms), by_vector.get(key, no_vector), share)
        for key in dict.fromkeys([*by_terms, *by_vector])
    ]
    return sorted(hits, key=lambda hit: -hit.score)


def vector_share(
    lexical: Ranked[Key],
    vector: Ranked[Key],
    *,
    foreign: bool = False,
    unread: bool = False,
    kept: float | None = None,
) -> float:
    """Return the share of the vectors, from 0 to 1; a leg that brings nothing leaves it all.

    ``kept`` is the one that a project keeps. Without, it is the standard one, which is less where
    the documents are ``foreign``, in a language the embedding model was not made for, and least
    where it leaves the query ``unread``, which is in another script.
    """
    if not lexical or not vector:
        return 1.0 if vector else 0.0
    if kept is not None:
        return kept
    if unread:
        return UNREAD
    return FOREIGN if foreign else EVEN


def scaled(ranked: Ranked[Key]) -> dict[Key, float]:
    """Return each score as a part of the best; 1 for all when none is above nothing."""
    best = ranked[0][1] if ranked else 0.0
    return {key: max(0.0, score / best) if best > 0 else 1.0 for key, score in ranked}


def _beyond(leg: dict[Key, float]) -> float:
    """Return what a hit counts that ``leg`` did not bring: no more than its last.

    A leg that is not full has brought all there is.
    """
    return next(reversed(leg.values())) if len(leg) >= DEPTH else 0.0


def _hit(key: Key, lexical: float, vector: float, share: float) -> Fused[Key]:
    return Fused(key, (1 - share) * lexical + share * vector, lexical, vector)

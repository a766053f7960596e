"""Fuse the two legs of a search: ``score = (1 - share) * lexical + share * vector``.

A convex combination (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid
Retrieval", 2023) of scores, each divided by the best of its leg. A leg thus counts by how well it
tells its hits apart: where the vectors place everything at about the same distance, as in a
language their model has not learnt, they hardly change the order that the words give. Measured in
docs/decisions/0017-lexical-and-fusion.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Generic, NamedTuple, TypeVar

Key = TypeVar("Key")

# How many hits a leg returns. A hit that a full leg did not return gets the score of its last one.
# Deeper legs find nothing better and take up to three times as long, see
# docs/decisions/0028-legs-are-sixty-deep.md.
DEPTH: Final = 60
# The standard share of the vectors. From .55 to .62 the test sets differ by less than their noise;
# at this value the smallest margin over the promised figures is largest, whichever kernels
# computed the vectors.
EVEN: Final = 0.6
# The local embedding model knows English only: in other languages it gives a hint at most, and in
# other scripts hardly that, see docs/decisions/0035-another-script.md.
FOREIGN: Final = 0.25
UNREAD: Final = 0.1

Ranked = Sequence[tuple[Key, float]]


class Fused(NamedTuple, Generic[Key]):
    """A hit with its fused score, and its score in each leg as a fraction of that leg's best."""

    key: Key
    score: float
    lexical: float
    vector: float


def fuse(*, lexical: Ranked[Key], vector: Ranked[Key], share: float) -> list[Fused[Key]]:
    """Return all hits of both legs, best first.

    Each leg is ``(key, score)`` in descending order of score; ``share`` is the weight of the
    vectors, from 0 to 1, as :func:`vector_share` gives it.
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
    """Return the share of the vectors, from 0 to 1; an empty leg leaves all of it to the other.

    ``kept`` is the project's own setting. Without one the share is ``EVEN``, or ``FOREIGN`` where
    the documents are in a language that the embedding model was not made for, or ``UNREAD`` where
    the query is in a script that the model cannot read.
    """
    if not lexical or not vector:
        return 1.0 if vector else 0.0
    if kept is not None:
        return kept
    if unread:
        return UNREAD
    return FOREIGN if foreign else EVEN


def scaled(ranked: Ranked[Key]) -> dict[Key, float]:
    """Return each score as a fraction of the best, at least 0; all are 1 if none is positive."""
    best = ranked[0][1] if ranked else 0.0
    return {key: max(0.0, score / best) if best > 0 else 1.0 for key, score in ranked}


def _beyond(leg: dict[Key, float]) -> float:
    """Return the score of a hit that ``leg`` did not return: its last, or 0 if it is not full.

    A leg that is not full has returned everything it matches.
    """
    return next(reversed(leg.values())) if len(leg) >= DEPTH else 0.0


def _hit(key: Key, lexical: float, vector: float, share: float) -> Fused[Key]:
    return Fused(key, (1 - share) * lexical + share * vector, lexical, vector)

"""BM25 split in two: a weight kept with each chunk, and an idf that the query brings.

Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009); the idf is Lucene's. The
score of a chunk is the inner product of the two sparse vectors.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Final
from uuid import UUID

# Dimensions of the sparse vectors; pgvector allows at most 10^9.
TERM_BITS: Final = 29
TERM_SPACE: Final = 2**TERM_BITS
PROJECT_BITS: Final = 2 ** (63 - TERM_BITS) - 1
K1: Final = 1.2
B: Final = 0.75
# Terms of an ordinary chunk. A constant, since chunks are of one size by construction: kept
# weights then stay right while a collection grows.
PIVOT: Final = 80
# Thai and what follows it in Unicode: most of it is written without spaces, in runs of up to
# three characters. Single ones come beside the pairs and add nothing to the length.
UNSPACED_FROM: Final = "\u0e00"
LONGEST_RUN: Final = 3
# A row of the database holds so many, with room to spare: its weights are never moved out of line.
MOST_TERMS: Final = 900


def term_weights(terms: Sequence[str]) -> dict[str, float]:
    """Return the saturated, length-normalised weight of each term of a chunk."""
    norm = K1 * (1 - B + B * _length(terms) / PIVOT)
    counts = Counter(terms).most_common(MOST_TERMS)
    return {term: count * (K1 + 1) / (count + norm) for term, count in counts}


def idf(*, chunks: int, containing: int) -> float:
    """Return how much a term says that occurs in ``containing`` of ``chunks`` chunks."""
    return math.log(1 + (chunks - containing + 0.5) / (containing + 0.5))


@lru_cache(maxsize=100_000)
def term_id(term: str) -> int:
    """Return the dimension of ``term``: a stable hash, counted from 0."""
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "big") % TERM_SPACE


def term_key(place: int, *, project_id: UUID) -> int:
    """Return a project's own name of the term at dimension ``place``: 63 bits, not negative.

    Two projects share one by chance at most, which costs a search some candidates and nothing else.
    """
    return (project_id.int & PROJECT_BITS) << TERM_BITS | place


def sparse_vector(weights: Mapping[str, float]) -> dict[int, float]:
    """Return ``weights`` by dimension, in ascending order; colliding terms add up."""
    vector: dict[int, float] = {}
    for term, weight in weights.items():
        place = term_id(term)
        vector[place] = vector.get(place, 0) + weight
    return dict(sorted(vector.items()))


def _length(terms: Sequence[str]) -> float:
    """Count words: where runs of characters stand for them, each is a part of one."""
    return sum(map(_words, terms))


def _words(term: str) -> float:
    if term.isascii() or term[0] < UNSPACED_FROM or len(term) > LONGEST_RUN:
        return 1
    return 1 / len(term) if len(term) > 1 else 0

"""BM25 split in two: a weight kept with each chunk, and an idf that the query brings.

Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009); the idf is Lucene's. The
score of a chunk is the inner product of the two sparse vectors.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Final

# Dimensions of the sparse vectors; pgvector allows at most 10^9.
TERM_SPACE: Final = 2**29
K1: Final = 1.2
B: Final = 0.75
# Terms of an ordinary chunk. A constant, since chunks are of one size by construction: kept
# weights then stay right while a collection grows.
PIVOT: Final = 80
PAIR: Final = 2
# pgvector's limit of non-zero elements.
MOST_TERMS: Final = 16_000


def term_weights(terms: Sequence[str]) -> dict[str, float]:
    """Return the saturated, length-normalised weight of each term of a chunk."""
    norm = K1 * (1 - B + B * _length(terms) / PIVOT)
    counts = Counter(terms).most_common(MOST_TERMS)
    return {term: count * (K1 + 1) / (count + norm) for term, count in counts}


def idf(*, chunks: int, containing: int) -> float:
    """Return how much a term says that occurs in ``containing`` of ``chunks`` chunks."""
    return math.log(1 + (chunks - containing + 0.5) / (containing + 0.5))


def term_id(term: str) -> int:
    """Return the dimension of ``term``: a stable hash, counted from 0."""
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "big") % TERM_SPACE


def sparse_vector(weights: Mapping[str, float]) -> dict[int, float]:
    """Return ``weights`` by dimension, in ascending order; colliding terms add up."""
    vector: dict[int, float] = {}
    for term, weight in weights.items():
        place = term_id(term)
        vector[place] = vector.get(place, 0) + weight
    return dict(sorted(vector.items()))


def _length(terms: Sequence[str]) -> float:
    """Count terms; a pair of CJK or Thai characters is about half a word."""
    return sum(0.5 if len(term) == PAIR and not term.isascii() else 1 for term in terms)

"""BM25 as the inner product of two sparse vectors: a chunk's weights and a query's idfs.

For a term t that occurs tf times in a chunk of length len, and in n of N chunks::

    weight(t) = tf * (K1 + 1) / (tf + K1 * (1 - B + B * len / PIVOT))
    idf(t) = ln(1 + (N - n + 0.5) / (n + 0.5))

Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009); the idf is Lucene's.
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
# Masks the low 34 bits of a project's id: what a signed 64-bit key has room for beside the term.
PROJECT_BITS: Final = 2 ** (63 - TERM_BITS) - 1
K1: Final = 1.2
B: Final = 0.75
# BM25's average length. A constant, since chunking makes chunks of about one size: stored weights
# then stay right as a collection grows.
PIVOT: Final = 80
# Most scripts from Thai onwards in Unicode are written without spaces; their terms are n-grams of
# up to three characters. Single characters come on top of the bigrams and add no length.
UNSPACED_FROM: Final = "\u0e00"
LONGEST_RUN: Final = 3
# Weights are stored inline (``STORAGE PLAIN``): this many fit in a row with room to spare.
MOST_TERMS: Final = 900


def term_weights(terms: Sequence[str]) -> dict[str, float]:
    """Return the saturated, length-normalised weights of a chunk's ``MOST_TERMS`` commonest terms.

    ``terms`` has repeats, as :func:`~ai_features.knowledge.words.analyzer.terms` returns them.
    """
    norm = K1 * (1 - B + B * _length(terms) / PIVOT)
    counts = Counter(terms).most_common(MOST_TERMS)
    return {term: count * (K1 + 1) / (count + norm) for term, count in counts}


def idf(*, chunks: int, containing: int) -> float:
    """Return the idf of a term that occurs in ``containing`` of ``chunks`` chunks; above 0."""
    return math.log(1 + (chunks - containing + 0.5) / (containing + 0.5))


@lru_cache(maxsize=100_000)
def term_id(term: str) -> int:
    """Return the dimension of ``term``, from 0: a hash that is the same in every process."""
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "big") % TERM_SPACE


def term_key(place: int, *, project_id: UUID) -> int:
    """Return a project's own key for the term at dimension ``place``: 63 bits, not negative.

    Keys of two projects collide only by chance; a search then reads some candidates in vain.
    """
    return (project_id.int & PROJECT_BITS) << TERM_BITS | place


def sparse_vector(weights: Mapping[str, float]) -> dict[int, float]:
    """Return ``weights`` keyed by dimension, in ascending order; colliding terms add up."""
    vector: dict[int, float] = {}
    for term, weight in weights.items():
        place = term_id(term)
        vector[place] = vector.get(place, 0) + weight
    return dict(sorted(vector.items()))


def _length(terms: Sequence[str]) -> float:
    """Return the length in words; an n-gram of n characters counts as 1/n of a word."""
    return sum(map(_words, terms))


def _words(term: str) -> float:
    if term.isascii() or term[0] < UNSPACED_FROM or len(term) > LONGEST_RUN:
        return 1
    return 1 / len(term) if len(term) > 1 else 0

"""TextRank for sentences as in its paper (Mihalcea and Tarau 2004), for comparison."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

DAMPING = 0.85
ROUNDS = 50


def textrank(sentences: Sequence[str]) -> NDArray[np.float64]:
    """Return the rank of each sentence in the graph of shared words."""
    words = [set(re.findall(r"\w+", sentence.lower())) for sentence in sentences]
    links = np.array([[_similarity(one, other) for other in words] for one in words])
    np.fill_diagonal(links, 0)
    walk = links / np.maximum(links.sum(axis=1, keepdims=True), 1e-9)
    ranks = np.ones(len(sentences))
    for _ in range(ROUNDS):
        ranks = 1 - DAMPING + DAMPING * (walk.T @ ranks)
    return ranks


def _similarity(one: set[str], other: set[str]) -> float:
    lengths = math.log(max(1, len(one))) + math.log(max(1, len(other)))
    return len(one & other) / lengths if lengths else 0.0

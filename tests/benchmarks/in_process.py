"""Indexes of vectors that are held in the process, to measure the vector leg against."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter
from typing import Final
from uuid import UUID

import numpy as np

from ai_features.knowledge.finding.fusion import DEPTH
from ai_features.knowledge.finding.legs import Hits

# Both libraries' and pgvector's usual measure.
LINKS: Final = 16
CANDIDATES: Final = 100
# A query to numbers of rows and their distances, nearest first.
Search = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


class InProcess:
    """An HNSW index that gives what the vector leg gives: chunks and their cosines, best first.

    An index knows rows by their number. ``bare`` are the milliseconds that each search took until
    it had the numbers.
    """

    def __init__(self, name: str, search: Search, chunks: list[UUID]) -> None:
        self.name, self._search, self._chunks = name, search, chunks
        self.bare: list[float] = []

    def __call__(self, query: np.ndarray) -> Hits:
        """Return the chunks nearest to ``query``."""
        begin = perf_counter()
        numbers, cosines = self._search(query)
        self.bare.append((perf_counter() - begin) * 1000)
        chunks = self._chunks
        rows = zip(numbers[0].tolist(), cosines[0].tolist(), strict=True)
        return [(chunks[number], cosine) for number, cosine in rows]


def indexes(chunks: list[UUID], kept: np.ndarray) -> list[InProcess]:
    """Return indexes of ``LINKS`` links a node; each is asked for as many chunks as ours.

    The promise is measured against hnswlib, which has to be compiled and may be absent. faiss
    comes with the development lock, and takes up to a sixth longer.
    """
    near = min(DEPTH, len(kept))
    found = [InProcess("faiss", _faiss(kept, near), chunks)]
    hnswlib = _hnswlib(kept, near)
    if hnswlib:
        found.append(InProcess("hnswlib", hnswlib, chunks))
    else:
        print("  hnswlib, which the promise names, is not installed: it is built from source")
    return found


def _hnswlib(kept: np.ndarray, near: int) -> Search | None:
    try:
        import hnswlib
    except ImportError:
        return None
    index = hnswlib.Index(space="ip", dim=kept.shape[1])
    index.init_index(max_elements=len(kept), ef_construction=CANDIDATES, M=LINKS)
    index.add_items(kept)
    index.set_ef(DEPTH)
    index.set_num_threads(1)

    def search(query: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        numbers, distances = index.knn_query(query, k=near)
        return numbers, 1 - distances

    return search


def _faiss(kept: np.ndarray, near: int) -> Search:
    # It would list the builds that it tries for this processor.
    logging.getLogger("faiss.loader").setLevel(logging.WARNING)
    import faiss

    index = faiss.IndexHNSWFlat(kept.shape[1], LINKS, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = CANDIDATES
    index.hnsw.efSearch = DEPTH
    faiss.omp_set_num_threads(1)
    index.add(kept)

    def search(query: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        cosines, numbers = index.search(query[np.newaxis], near)
        return numbers, cosines

    return search

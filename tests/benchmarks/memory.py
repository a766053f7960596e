"""A collection in memory, with the product's own chunking, terms, weights and fusion.

Only the two scans use numpy instead of PostgreSQL.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np

from ai_features.gateway.local import DIMENSIONS, encode
from ai_features.gateway.local.convert import VERSION
from ai_features.gateway.vectors import Kind
from ai_features.knowledge.finding.fusion import DEPTH, Fused, fuse, vector_share
from ai_features.knowledge.indexing.chunking import ChunkDraft, PageText, chunk_pages
from ai_features.knowledge.words.analyzer import terms
from ai_features.knowledge.words.bm25 import term_weights
from ai_features.knowledge.words.guessing import guesses, mended
from ai_features.knowledge.words.query import (
    KNOWN_TO_THE_MODEL,
    Mode,
    every_weight,
    in_another_script,
    parse_query,
    query_weights,
)
from core.assembly.config import get_config
from tests.benchmarks.data import Text

BATCH: Final = 512
Encode = Callable[[Sequence[str]], np.ndarray]


@dataclass(frozen=True)
class Place:
    key: str
    draft: ChunkDraft


@dataclass(frozen=True)
class Embedder:
    """A model that makes the vectors of passages and queries.

    They are cached in the data folder under the model's ``name``, since encoding is slow.
    """

    name: str
    english_only: bool
    passages: Encode
    queries: Encode

    def vectors(self, texts: Sequence[str], *, kind: Kind = "passage") -> np.ndarray:
        """Return a row for each text, in order."""
        if not texts:
            return np.empty((0, DIMENSIONS), dtype=np.float32)
        folder = get_config().vitrine_data_dir / "benchmarks"
        folder.mkdir(parents=True, exist_ok=True)
        encode = self.queries if kind == "query" else self.passages
        named = self.name if self.queries is self.passages else f"{self.name} {kind}"
        digest = blake2b("\0".join([named, *texts]).encode(), digest_size=16).hexdigest()
        path = folder / f"{digest}.npy"
        if not path.exists():
            parts = [encode(texts[first : first + BATCH]) for first in range(0, len(texts), BATCH)]
            np.save(path, np.concatenate(parts))
        return np.load(path)


LOCALLY: Final = Embedder(VERSION, english_only=True, passages=encode, queries=encode)


class MemoryIndex:
    """Search over texts, each one page unless its pages are given.

    ``model`` makes the vectors; the local one by default.
    """

    def __init__(self, texts: Sequence[Text], *, language: str, model: Embedder = LOCALLY):
        self.language, self.model = language, model
        self.places = [
            Place(text.key, draft)
            for text in texts
            for draft in chunk_pages(text.pages or [PageText(1, "", text.text)], title=text.title)
        ]
        indexed = [place.draft.indexed_text for place in self.places]
        self.vectors = model.vectors(indexed)
        self._count([terms(text, language=language) for text in indexed])

    def _count(self, counted: list[list[str]]) -> None:
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, found in enumerate(counted):
            for term, weight in term_weights(found).items():
                postings[term].append((number, weight))
        self.containing = Counter({term: len(rows) for term, rows in postings.items()})
        self.postings = {
            term: (np.array([n for n, _ in rows]), np.array([w for _, w in rows]))
            for term, rows in postings.items()
        }

    def meant(self, query: str) -> str:
        """Return ``query`` with typing errors corrected."""
        parsed = parse_query(query, languages=[self.language])
        words = guesses(parsed, containing=self.containing, lookup=self._known)
        return mended(query, words)

    def lexical(self, query: str) -> list[tuple[int, float]]:
        parsed = parse_query(query, languages=[self.language])
        weights = query_weights(
            parsed, containing=self.containing, completions={}, chunks=len(self.places)
        )
        scores = np.zeros(len(self.places))
        for term, idf in weights.items():
            rows, kept = self.postings[term]
            scores[rows] += kept * idf
        return [hit for hit in _best(scores) if hit[1] > 0]

    def _known(self, terms: Sequence[str]) -> dict[str, int]:
        return {term: self.containing[term] for term in terms if term in self.containing}

    def near(self, vector: np.ndarray) -> list[tuple[int, float]]:
        return _best(self.vectors @ vector)

    def search(
        self,
        query: str,
        vector: np.ndarray,
        *,
        mode: Mode = "hybrid",
        without: Collection[int] = (),
    ) -> list[Fused[int]]:
        """Return the hits, best first, as if the collection lacked the places ``without``."""
        lexical = [] if mode == "semantic" else self.lexical(query)
        near = [] if mode == "keyword" else self.near(vector)
        lexical = [hit for hit in lexical if hit[0] not in without]
        near = [hit for hit in near if hit[0] not in without]
        share = vector_share(
            lexical,
            near,
            foreign=self.model.english_only and self.language not in KNOWN_TO_THE_MODEL,
            unread=self.model.english_only and in_another_script(query),
        )
        return fuse(lexical=lexical, vector=near, share=share)

    def term_weights(self, query: str) -> dict[str, float]:
        parsed = parse_query(query, languages=[self.language])
        return every_weight(parsed, containing=self.containing, chunks=len(self.places))

    def texts(self, hits: Sequence[Fused[int]]) -> list[str]:
        """Return the texts the hits belong to, each once, best first."""
        return list(dict.fromkeys(self.places[hit.key].key for hit in hits))


def cached_vectors(texts: Sequence[str]) -> np.ndarray:
    """Return the local model's vectors of ``texts``."""
    return LOCALLY.vectors(texts)


def _best(scores: np.ndarray) -> list[tuple[int, float]]:
    order = np.argsort(-scores, kind="stable")[:DEPTH]
    return [(int(number), float(scores[number])) for number in order]

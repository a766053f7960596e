"""One retrieval: embed the queries, ask both legs for each, and fuse what they find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from ai_features.gateway import Caller, embed
from ai_features.gateway.errors import ProviderFailed
from ai_features.gateway.vectors import EmbeddingModel
from ai_features.knowledge.finding.clock import Clock
from ai_features.knowledge.finding.fusion import DEPTH, fuse, vector_share
from ai_features.knowledge.finding.joining import best_of
from ai_features.knowledge.finding.legs import Hits, lexical_leg, vector_leg
from ai_features.knowledge.finding.passages import passages_of
from ai_features.knowledge.finding.results import QueryHits, SearchResult
from ai_features.knowledge.finding.unrelated import nothing_fits
from ai_features.knowledge.finding.weighted import WeightedQuery, weighted
from ai_features.knowledge.indexing.spaces import model_of
from ai_features.knowledge.models import VectorSpace
from ai_features.knowledge.words.guessing import words_at_hand
from ai_features.knowledge.words.query import Mode, in_another_script
from core.tenancy.scope import in_workspace
from projects.models import Project

Vector = NDArray[np.float32]
# Deeper than ``DEPTH``, since the hits that lack a quoted phrase are then left out.
DEPTH_FOR_PHRASES: Final = 800


@dataclass(frozen=True)
class _QueryVectors:
    """The queries' vectors in the project's space, or None for each and perhaps a note on why."""

    vectors: list[Vector | None]
    model: EmbeddingModel | None = None
    note: str = ""

    @property
    def are_local(self) -> bool:
        """Whether the local model made them: thresholds fit only its cosines, typos mislead it."""
        return self.model is not None and self.model.is_local


@dataclass(frozen=True)
class Retrieval:
    """The search for the passages that answer one question in one project, with its options.

    ``space`` has the chunks' vectors; without one the search is by words alone. ``share`` is the
    project's own weight of the vectors, None for the standard one. Model calls are charged to
    ``caller``, and ``clock`` counts the time of each step.
    """

    project: Project
    space: VectorSpace | None
    mode: Mode
    document_ids: Sequence[UUID] | None
    share: float | None
    caller: Caller
    clock: Clock

    def passages_for(self, queries: Sequence[str], *, most: int) -> SearchResult:
        """Return up to ``most`` passages for the ``queries``, of which the question is the first.

        A word that occurs nowhere may be taken for a near one that does. The local model places a
        misspelt word anywhere, so the queries are embedded again once they are corrected.
        """
        placed = self._embedded(queries)
        words_at_hand()
        self.clock.lap("embed")
        with in_workspace(self.project.workspace_id):
            asked = [weighted(self.project, each) for each in queries]
            misled = placed.are_local and any(each.meant for each in asked)
            if not misled:
                return self._fused(asked, placed, most=most)
        placed = self._embedded([each.query.text for each in asked])
        self.clock.lap("embed")
        with in_workspace(self.project.workspace_id):
            return self._fused(asked, placed, most=most)

    def _embedded(self, queries: Sequence[str]) -> _QueryVectors:
        nowhere: list[Vector | None] = [None] * len(queries)
        if self.mode == "keyword" or self.space is None:
            return _QueryVectors(nowhere)
        try:
            model = model_of(self.space)
            vectors = embed(list(queries), caller=self.caller, model=model, kind="query")
        except ProviderFailed as failure:
            if self.mode == "semantic":
                raise
            return _QueryVectors(nowhere, note=f"Found by words alone. {failure.detail}")
        return _QueryVectors(list(vectors), model)

    def _fused(
        self, asked: Sequence[WeightedQuery], placed: _QueryVectors, *, most: int
    ) -> SearchResult:
        by_query = [
            self._hits(*each, model=placed.model)
            for each in zip(asked, placed.vectors, strict=True)
        ]
        fused = best_of([hits.fused for hits in by_query])
        cosines = _best_cosines(by_query) if placed.are_local else {}
        wanted = [] if nothing_fits(asked, cosines.values()) else fused
        passages = passages_of(self.project, wanted, cosines, asked[0], limit=most)
        self.clock.lap("fuse")
        return SearchResult(
            passages,
            {},
            asked[0].term_weights,
            by_query,
            fused,
            meant=asked[0].meant,
            notes=[placed.note] if placed.note else [],
        )

    def _hits(
        self, asked: WeightedQuery, vector: Vector | None, *, model: EmbeddingModel | None
    ) -> QueryHits:
        depth = DEPTH_FOR_PHRASES if asked.query.phrases else DEPTH
        lexical = lexical_leg(
            self.project,
            {} if self.mode == "semantic" else asked.weights,
            containing=asked.containing,
            chunks=asked.chunks,
            depth=depth,
            document_ids=self.document_ids,
        )
        self.clock.lap("lexical")
        near: Hits = []
        if self.space is not None and vector is not None:
            near = vector_leg(self.space, vector, depth=depth, document_ids=self.document_ids)
        self.clock.lap("vector")
        english = model is None or model.english_only
        share = vector_share(
            lexical,
            near,
            foreign=english and asked.foreign,
            unread=english and in_another_script(asked.query.text),
            kept=self.share,
        )
        fused = fuse(lexical=lexical, vector=near, share=share)
        return QueryHits(asked.query.text, lexical, near, fused, share)


def _best_cosines(by_query: Sequence[QueryHits]) -> dict[UUID, float]:
    best: dict[UUID, float] = {}
    for key, cosine in (hit for hits in by_query for hit in hits.vector):
        best[key] = max(cosine, best.get(key, cosine))
    return best

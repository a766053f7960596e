"""Search: the one door to passages."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final
from uuid import UUID

import numpy as np
from django.db import ProgrammingError
from numpy.typing import NDArray
from psycopg.errors import UndefinedFunction

from ai_features.gateway import Caller, chat_model, embed
from ai_features.gateway.errors import ProviderFailed
from ai_features.gateway.vectors import EmbeddingModel
from ai_features.knowledge.finding.asked import Asked, ask
from ai_features.knowledge.finding.found import Look, SearchResult, reordered
from ai_features.knowledge.finding.fusion import DEPTH, fuse, vector_share
from ai_features.knowledge.finding.joining import best_of
from ai_features.knowledge.finding.legs import Hits, lexical_leg, vector_leg
from ai_features.knowledge.finding.passages import passages_of
from ai_features.knowledge.finding.reranking import DEPTH as RERANKED
from ai_features.knowledge.finding.reranking import rerank_passages
from ai_features.knowledge.finding.understanding import Understood, understand
from ai_features.knowledge.finding.unrelated import nothing_fits
from ai_features.knowledge.indexing.spaces import active_space, model_of
from ai_features.knowledge.models import VectorSpace
from ai_features.knowledge.settings import SearchSettings, kept_settings
from ai_features.knowledge.words.guessing import words_at_hand
from ai_features.knowledge.words.query import Mode, in_another_script
from core.tenancy.scope import in_workspace
from projects.models import Project

log = logging.getLogger(__name__)
Vector = NDArray[np.float32]
# Deeper, since the hits that lack a quoted phrase are then left out.
DEPTH_FOR_PHRASES: Final = 800


class _Clock:
    """Milliseconds spent on each step, and in total."""

    def __init__(self) -> None:
        self.times: dict[str, float] = {}
        self._begin = self._last = perf_counter()

    def lap(self, name: str) -> None:
        now = perf_counter()
        spent = self.times.get(name, 0.0) + (now - self._last) * 1000
        self.times[name], self._last = round(spent, 2), now

    def total(self) -> dict[str, float]:
        return self.times | {"total": round((perf_counter() - self._begin) * 1000, 2)}


def search(
    *,
    project: Project,
    query: str,
    limit: int = 10,
    mode: Mode = "hybrid",
    document_ids: Sequence[UUID] | None = None,
    settings: SearchSettings | None = None,
    understood: Understood | None = None,
    caller: Caller | None = None,
) -> SearchResult:
    """Return up to ``limit`` passages of ``project`` that answer ``query``, best first.

    ``keyword`` searches by words, ``semantic`` by meaning, ``hybrid`` by both. Words in quotes
    must occur in a passage as typed; ``warr*`` stands for the commonest words that begin that way.
    Nothing is returned when no word of the query occurs and the local model finds nothing near it.
    ``document_ids`` restricts the search to those documents. Without ``settings`` the project's own
    are used. Pass ``understood`` if the query has already been rewritten. Model calls are charged
    to ``caller``. When a provider fails, the search goes on without it and adds a note; only a
    ``semantic`` search, which needs its vectors, raises
    :class:`~ai_features.gateway.errors.ProviderFailed`. Raises whatever the caller's ``check``
    raises. Call it outside any transaction.
    """
    clock = _Clock()
    if not query.strip() or limit < 1:
        return SearchResult([], clock.total())
    caller = caller or Caller(project.workspace_id)
    with in_workspace(project.workspace_id):
        settings = settings or kept_settings(project)
        space = active_space(project)
    clock.lap("read")
    if understood is None:
        understood = _understand(query, settings, caller, clock)
    looking = _Looking(project, space, mode, document_ids, settings, caller, clock)
    found = _find(looking, understood, limit=limit)
    reranked = None
    if settings.rerank != "off":
        texts = [passage.indexed_text for passage in found.passages]
        reranked = rerank_passages(understood.question, texts, way=settings.rerank, caller=caller)
        clock.lap("rerank")
    notes = [understood.note, *found.notes, reranked.note if reranked else ""]
    return replace(
        found,
        passages=reordered(found.passages, reranked)[:limit],
        timings_ms=clock.total(),
        reranked=reranked,
        notes=list(dict.fromkeys(filter(None, notes))),
    )


def _understand(query: str, settings: SearchSettings, caller: Caller, clock: _Clock) -> Understood:
    how = settings.understanding
    if how == "off":
        return Understood(query)
    understood = understand(query, how=how, caller=caller, model=chat_model(caller.workspace_id))
    clock.lap("understand")
    return understood


def _find(looking: _Looking, understood: Understood, *, limit: int) -> SearchResult:
    """Return what is found, without the space's index if its function no longer exists."""
    space = looking.space
    try:
        return looking.find(understood, limit=limit)
    except ProgrammingError as error:
        if space is None or not isinstance(error.__cause__, UndefinedFunction):
            raise
    # The sweep drops it once its space is deleted, perhaps since the space was read.
    log.warning("The space %s has no function to search in its index.", space.pk)
    space.indexed = False
    return looking.find(understood, limit=limit)


@dataclass(frozen=True)
class _Placed:
    """The queries' vectors in the project's space, or None for each and perhaps a note on why."""

    vectors: list[Vector | None]
    model: EmbeddingModel | None = None
    note: str = ""

    @property
    def locally(self) -> bool:
        """Whether by the local model: thresholds fit only its cosines, and typos mislead it."""
        return self.model is not None and self.model.is_local


@dataclass(frozen=True)
class _Looking:
    """One search for one question in one project, with its options."""

    project: Project
    space: VectorSpace | None
    mode: Mode
    document_ids: Sequence[UUID] | None
    settings: SearchSettings
    caller: Caller
    clock: _Clock

    def find(self, understood: Understood, *, limit: int) -> SearchResult:
        """Return the passages in their fused order: ``limit`` of them, or enough to rerank."""
        queries = [understood.question, *understood.queries]
        placed = self._place(queries)
        words_at_hand()
        self.clock.lap("embed")
        with in_workspace(self.project.workspace_id):
            asked = [ask(self.project, each) for each in queries]
            astray = placed.locally and any(each.meant for each in asked)
            if not astray:
                return self._found(asked, placed, limit=limit)
        placed = self._place([each.query.text for each in asked])
        self.clock.lap("embed")
        with in_workspace(self.project.workspace_id):
            return self._found(asked, placed, limit=limit)

    def _found(self, asked: Sequence[Asked], placed: _Placed, *, limit: int) -> SearchResult:
        most = limit if self.settings.rerank == "off" else max(limit, RERANKED)
        looks = [
            self._look(*each, model=placed.model)
            for each in zip(asked, placed.vectors, strict=True)
        ]
        fused = best_of([look.fused for look in looks])
        cosines = _best_cosines(looks) if placed.locally else {}
        wanted = [] if nothing_fits(asked, cosines.values()) else fused
        passages = passages_of(self.project, wanted, cosines, asked[0], limit=most)
        self.clock.lap("fuse")
        return SearchResult(
            passages,
            {},
            asked[0].term_weights,
            looks,
            fused,
            meant=asked[0].meant,
            notes=[placed.note] if placed.note else [],
        )

    def _place(self, queries: list[str]) -> _Placed:
        nowhere: list[Vector | None] = [None] * len(queries)
        if self.mode == "keyword" or self.space is None:
            return _Placed(nowhere)
        try:
            model = model_of(self.space)
            return _Placed(list(self._embed(queries, model)), model)
        except ProviderFailed as failure:
            if self.mode == "semantic":
                raise
            return _Placed(nowhere, note=f"Found by words alone. {failure.detail}")

    def _embed(self, queries: list[str], model: EmbeddingModel) -> NDArray[np.float32]:
        return embed(queries, caller=self.caller, model=model, kind="query")

    def _look(self, asked: Asked, vector: Vector | None, *, model: EmbeddingModel | None) -> Look:
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
            kept=self.settings.vector_share,
        )
        fused = fuse(lexical=lexical, vector=near, share=share)
        return Look(asked.query.text, lexical, near, fused, share)


def _best_cosines(looks: Sequence[Look]) -> dict[UUID, float]:
    best: dict[UUID, float] = {}
    for key, cosine in (hit for look in looks for hit in look.vector):
        best[key] = max(cosine, best.get(key, cosine))
    return best

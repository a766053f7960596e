"""The one door to passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from ai_features.gateway import Caller, chat_model, embed
from ai_features.gateway.errors import ProviderFailed
from ai_features.knowledge.found import Look, Passage, SearchResult, reordered
from ai_features.knowledge.fusion import DEPTH, Fused, fuse, vector_weight
from ai_features.knowledge.highlights import highlight
from ai_features.knowledge.joining import best_of
from ai_features.knowledge.legs import (
    Hits,
    chunks_containing,
    collection_sizes,
    completions,
    lexical_leg,
    vector_leg,
)
from ai_features.knowledge.models import Chunk
from ai_features.knowledge.query import (
    KNOWN_TO_THE_MODEL,
    Mode,
    Query,
    every_weight,
    has_phrase,
    parse_query,
    query_weights,
    telling_terms,
)
from ai_features.knowledge.reranking import DEPTH as RERANKED
from ai_features.knowledge.reranking import rerank_passages
from ai_features.knowledge.settings import SearchSettings, kept_settings
from ai_features.knowledge.understanding import Understood, understand
from core.tenancy.scope import in_workspace
from projects.models import Project

__all__ = ["Look", "Passage", "SearchResult", "neighbours", "search"]

Vector = NDArray[np.float32]
# More hits are read than asked for, so that near-repeats can be passed over.
SPARE: Final = 5
SAME: Final = 0.9
DEEPER_FOR_PHRASES: Final = 4
CHUNK_FIELDS: Final = (
    *("id", "document_id", "page", "page_label", "ordinal", "start", "end"),
    *("text", "section", "context"),
)


class _Clock:
    """Milliseconds spent on each part, and since the beginning."""

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
    """Return the passages of ``project`` that answer ``query`` best.

    ``keyword`` finds words, ``semantic`` meaning, ``hybrid`` both. Words in quotes must stand in
    a passage as they are; ``warr*`` stands for all words that begin so. ``document_ids`` keeps
    the search to some documents. Without ``settings`` the project's own are used. Who has
    ``understood`` the query already says so. ``caller`` pays for the model calls that the
    settings ask for; when a provider fails, the result is what there is without it, with a note.
    Call it outside of any transaction. Raises what the caller's ``check`` raises.
    """
    clock = _Clock()
    if not query.strip() or limit < 1:
        return SearchResult([], clock.total())
    caller = caller or Caller(project.workspace_id)
    settings = settings or _kept(project)
    if understood is None:
        understood = _understand(query, settings, caller, clock)
    looking = _Looking(project, mode, document_ids, settings, caller, clock)
    found = looking.find(understood, limit=limit)
    reranked = None
    if settings.rerank != "off":
        texts = [f"{each.context}\n{each.text}".strip() for each in found.passages]
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


def _kept(project: Project) -> SearchSettings:
    with in_workspace(project.workspace_id):
        return kept_settings(project)


def _understand(query: str, settings: SearchSettings, caller: Caller, clock: _Clock) -> Understood:
    how = settings.understanding
    if how == "off":
        return Understood(query)
    understood = understand(query, how=how, caller=caller, model=chat_model(caller.workspace_id))
    clock.lap("understand")
    return understood


@dataclass(frozen=True)
class _Looking:
    """Looking for one question in one project, in a certain way."""

    project: Project
    mode: Mode
    document_ids: Sequence[UUID] | None
    settings: SearchSettings
    caller: Caller
    clock: _Clock

    def find(self, understood: Understood, *, limit: int) -> SearchResult:
        """Return what is found in the order of words and meaning, as much as to rerank."""
        queries = [understood.question, *understood.queries]
        vectors, note = self._vectors(queries)
        self.clock.lap("embed")
        most = limit if self.settings.rerank == "off" else max(limit, RERANKED)
        with in_workspace(self.project.workspace_id):
            asked = [_asked(self.project, each) for each in queries]
            looks = [self._look(*each) for each in zip(asked, vectors, strict=True)]
            fused = best_of([look.fused for look in looks])
            cosines = _best_cosines(looks)
            passages = _passages(self.project, fused, cosines, asked[0], limit=most)
        self.clock.lap("fuse")
        notes = [note] if note else []
        return SearchResult(passages, {}, asked[0].term_weights, looks, fused, notes=notes)

    def _vectors(self, queries: list[str]) -> tuple[list[Vector | None], str]:
        """Return the vector of each query, or none and why: words find something all the same."""
        if self.mode == "keyword":
            return [None] * len(queries), ""
        try:
            return list(embed(queries, workspace_id=self.project.workspace_id)), ""
        except ProviderFailed as failure:
            if self.mode == "semantic":
                raise
            return [None] * len(queries), failure.detail

    def _look(self, asked: _Asked, vector: Vector | None) -> Look:
        depth = DEPTH * (DEEPER_FOR_PHRASES if asked.query.phrases else 1)
        weights = {} if self.mode == "semantic" else asked.weights
        within = self.document_ids
        lexical = lexical_leg(self.project, weights, depth=depth, document_ids=within)
        self.clock.lap("lexical")
        near: Hits = []
        if vector is not None:
            near = vector_leg(self.project, vector, depth=depth, document_ids=within)
        self.clock.lap("vector")
        share = _share(lexical, near, self.settings, foreign=asked.foreign)
        fused = fuse(lexical=lexical, vector=near, weight=share)
        return Look(asked.query.text, lexical, near, fused, share)


def _best_cosines(looks: Sequence[Look]) -> dict[UUID, float]:
    best: dict[UUID, float] = {}
    for key, cosine in (hit for look in looks for hit in look.vector):
        best[key] = max(cosine, best.get(key, cosine))
    return best


def _share(lexical: Hits, vector: Hits, settings: SearchSettings, *, foreign: bool) -> float:
    """Return the weight of the vectors; a leg that brings nothing leaves all to the other."""
    if settings.vector_share is None or not (lexical and vector):
        return vector_weight(lexical, vector, foreign=foreign)
    return settings.vector_share


@dataclass(frozen=True)
class _Asked:
    """A query beside the collection it is put to."""

    query: Query
    weights: dict[str, float]
    term_weights: dict[str, float]
    telling: frozenset[str]
    languages: tuple[str, ...]

    @property
    def foreign(self) -> bool:
        """Tell whether most chunks are in a language the embedding model has not learnt."""
        return bool(self.languages) and self.languages[0] not in KNOWN_TO_THE_MODEL


def _asked(project: Project, text: str) -> _Asked:
    sizes = collection_sizes(project)
    query = parse_query(text, languages=list(sizes))
    containing = chunks_containing(project, query.terms)
    chunks = sum(sizes.values())
    weights = query_weights(
        query,
        containing=containing,
        completions=completions(project, query.open_ends),
        chunks=chunks,
    )
    telling = telling_terms(query, containing=containing, chunks=chunks)
    every = every_weight(query, containing=containing, chunks=chunks)
    return _Asked(query, weights, every, telling, tuple(sizes))


def _passages(
    project: Project,
    fused: Sequence[Fused[UUID]],
    cosines: Mapping[UUID, float],
    asked: _Asked,
    *,
    limit: int,
) -> list[Passage]:
    wanted = fused if asked.query.phrases else fused[: limit + SPARE]
    chunks = _chunks(project, [hit.key for hit in wanted])
    found = [(hit, chunks[hit.key]) for hit in wanted if hit.key in chunks]
    for phrase in asked.query.phrases:
        found = [(hit, chunk) for hit, chunk in found if has_phrase(chunk.text, phrase)]
    passages: list[Passage] = []
    kept: list[frozenset[str]] = []
    for hit, chunk in found:
        words = frozenset(chunk.text.casefold().split())
        if len(passages) < limit and not any(_alike(words, other) for other in kept):
            passages.append(_passage(chunk, hit, cosines.get(hit.key), asked))
            kept.append(words)
    return passages


def _passage(chunk: Chunk, hit: Fused[UUID], cosine: float | None, asked: _Asked) -> Passage:
    return Passage(
        chunk_id=chunk.pk,
        document_id=chunk.document_id,
        title=chunk.document.title,
        page=chunk.page,
        page_label=chunk.page_label,
        start=chunk.start,
        end=chunk.end,
        text=chunk.text,
        section=chunk.section,
        context=chunk.context,
        language=chunk.document.language,
        ordinal=chunk.ordinal,
        score=round(hit.score, 4),
        cosine=cosine,
        highlights=highlight(chunk.text, wanted=asked.telling, languages=asked.languages),
    )


def _alike(words: frozenset[str], other: frozenset[str]) -> bool:
    """Tell near-repeats, such as a paragraph that two versions of a document share."""
    return len(words & other) >= SAME * max(1, len(words | other))


def _chunks(project: Project, ids: Sequence[UUID]) -> dict[UUID, Chunk]:
    rows = Chunk.objects.for_workspace(project.workspace_id).filter(project=project, pk__in=ids)
    documents = ("document__title", "document__language")
    return {
        chunk.pk: chunk for chunk in rows.select_related("document").only(*CHUNK_FIELDS, *documents)
    }


def neighbours(passage: Passage, *, project: Project, around: int = 1) -> list[Chunk]:
    """Return the chunks next to ``passage`` in its document, itself included, in reading order.

    Small passages are found better, larger ones read better: a model that answers is given more
    than what was found.
    """
    with in_workspace(project.workspace_id):
        rows = Chunk.objects.for_workspace(project.workspace_id).filter(
            project=project,
            document_id=passage.document_id,
            ordinal__range=(passage.ordinal - around, passage.ordinal + around),
        )
        return list(rows.order_by("ordinal"))

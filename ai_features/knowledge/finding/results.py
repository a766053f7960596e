"""What a search returns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from ai_features.knowledge.context import indexed_text
from ai_features.knowledge.finding.fusion import Fused
from ai_features.knowledge.finding.headings import section_found
from ai_features.knowledge.finding.legs import Hits
from ai_features.knowledge.finding.placed import PlacedText
from ai_features.knowledge.finding.reranking import Reranked
from ai_features.knowledge.words.highlights import Span


@dataclass(frozen=True, kw_only=True)
class Passage(PlacedText):
    """A chunk that was found.

    ``highlights`` are spans within ``text``. ``score`` lies between 0 and 1 and orders one result.
    ``cosine``, the local model's, is comparable across queries; it is ``None`` where another model
    embeds or the vector leg did not return the chunk.
    """

    chunk_id: UUID
    document_id: UUID
    ordinal: int
    score: float
    cosine: float | None = None
    highlights: list[Span] = field(default_factory=list)

    @property
    def place(self) -> dict[str, str]:
        """Where it stands, in words: title, page label and section."""
        return {"title": self.title, "page_label": self.page_label, "section": self.heading}

    @cached_property
    def heading(self) -> str:
        """The section of most highlighted text or, without highlights, of most of the passage."""
        return section_found(
            self.text,
            start=self.start,
            highlights=self.highlights,
            steps=self.steps,
            otherwise=self.section,
        )

    @property
    def indexed_text(self) -> str:
        """The text by which it was found: its context, then its own."""
        return indexed_text(self.text, context=self.context)


@dataclass(frozen=True)
class QueryHits:
    """The hits of one query: those of each leg, by that leg's score, and the fused list.

    ``fused`` still has near-duplicates and passages without the quoted words; ``vector_share`` is
    the weight of the vectors in it.
    """

    query: str
    lexical: Hits = field(default_factory=list)
    vector: Hits = field(default_factory=list)
    fused: list[Fused[UUID]] = field(default_factory=list)
    vector_share: float = 0.0


@dataclass(frozen=True)
class SearchResult:
    """Passages, best first, and how they were found.

    ``timings_ms`` has the milliseconds of each step taken (``read``, ``understand``, ``embed``,
    ``lexical``, ``vector``, ``fuse``, ``rerank``) and their ``total``. ``term_weights`` is the idf
    of each telling term of the question, highest for terms in no document; it is what
    :func:`ai_features.knowledge.extraction.answering.answer` judges by. ``by_query`` has the hits
    of each query, those of the question itself first; ``fused`` merges them. ``reranked`` is the
    outcome of reranking, if that was asked for. ``meant`` maps each corrected word of the question,
    in lower case, to what was searched for instead. ``notes`` say, in words for people, which step
    a provider failed in; the result is then what was found without that step.
    """

    passages: list[Passage]
    timings_ms: dict[str, float]
    term_weights: dict[str, float] = field(default_factory=dict)
    by_query: list[QueryHits] = field(default_factory=list)
    fused: list[Fused[UUID]] = field(default_factory=list)
    reranked: Reranked | None = None
    meant: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def lexical(self) -> Hits:
        """The hits of the lexical leg for the question itself."""
        return self.by_query[0].lexical if self.by_query else []

    @property
    def vector(self) -> Hits:
        """The hits of the vector leg for the question itself."""
        return self.by_query[0].vector if self.by_query else []

    @property
    def vector_share(self) -> float:
        """The weight of meaning against words, for the question itself."""
        return self.by_query[0].vector_share if self.by_query else 0.0


def steps_of(result: SearchResult) -> dict[str, Any]:
    """Return the steps of a search for its trace; a step that was not taken has no key.

    ``queries`` has each query with the numbers (from 1) of the passages that it found best;
    ``reranked`` has each passage's rank (from 1) before reranking; ``meant`` has the corrected
    words; ``notes`` say what failed.
    """
    steps: dict[str, Any] = {}
    if len(result.by_query) > 1:
        steps["queries"] = _brought(result)
    if result.reranked and result.reranked.order:
        before = [place + 1 for place in result.reranked.order]
        steps["reranked"] = {"by": result.reranked.by, "before": before[: len(result.passages)]}
    if result.meant:
        steps["meant"] = result.meant
    if result.notes:
        steps["notes"] = result.notes
    return steps


def _brought(result: SearchResult) -> list[dict[str, Any]]:
    """Return each query with the numbers of the passages for which it scored highest."""
    scores = [{hit.key: hit.score for hit in hits.fused} for hits in result.by_query]
    brought: list[list[int]] = [[] for _ in scores]
    for number, passage in enumerate(result.passages, start=1):
        found = [each.get(passage.chunk_id, -1.0) for each in scores]
        brought[found.index(max(found))].append(number)
    pairs = zip(result.by_query, brought, strict=True)
    return [{"query": hits.query, "brought": numbers} for hits, numbers in pairs]


def reordered(passages: list[Passage], reranked: Reranked | None) -> list[Passage]:
    """Return the passages in their new order, with the reranker's scores.

    Those that were not reranked follow, their scores scaled so as not to exceed the lowest.
    """
    if reranked is None or not reranked.order:
        return passages
    first = [
        replace(passages[place], score=round(score, 4))
        for place, score in zip(reranked.order, reranked.scores, strict=True)
    ]
    least = min(reranked.scores)
    rest = [replace(each, score=round(each.score * least, 4)) for each in passages[len(first) :]]
    return first + rest

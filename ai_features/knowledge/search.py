"""The one door to passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final
from uuid import UUID

from ai_features.gateway.embedding import embed
from ai_features.knowledge.fusion import DEPTH, Fused, fuse, vector_weight
from ai_features.knowledge.highlights import Span, highlight
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
from ai_features.knowledge.settings import SearchSettings, kept_settings
from core.tenancy.scope import in_workspace
from projects.models import Project

# More hits are read than asked for, so that near-repeats can be passed over.
SPARE: Final = 5
SAME: Final = 0.9
DEEPER_FOR_PHRASES: Final = 4
CHUNK_FIELDS: Final = (
    *("id", "document_id", "page", "page_label", "ordinal", "start", "end"),
    *("text", "section", "context"),
)


@dataclass(frozen=True)
class Passage:
    """A chunk that was found, with its place.

    ``text == page.text[start:end]``; ``highlights`` are spans within ``text``. ``score`` orders
    one result and lies between 0 and 1; ``cosine`` compares across queries and is ``None`` where
    the vectors did not bring the passage. ``context`` names title, section and a table's header.
    """

    chunk_id: UUID
    document_id: UUID
    title: str
    page: int
    page_label: str
    start: int
    end: int
    text: str
    section: str
    context: str
    language: str
    ordinal: int
    score: float
    cosine: float | None = None
    highlights: list[Span] = field(default_factory=list)

    @property
    def table_header(self) -> str:
        """The header row of the table that the passage continues, or nothing."""
        last = self.context.rpartition("\n")[2]
        return last if last.startswith("|") else ""

    def citation(self, marker: int, *, start: int, end: int) -> dict[str, Any]:
        """Return the citation of ``text[start:end]``, with its place in the text of the page."""
        return {
            "marker": marker,
            "chunk_id": str(self.chunk_id),
            "document_id": str(self.document_id),
            "title": self.title,
            "page": self.page,
            "page_label": self.page_label,
            "start": self.start + start,
            "end": self.start + end,
            "quote": self.text[start:end],
        }


@dataclass(frozen=True)
class SearchResult:
    """Passages, best first, and where the time went: embed, lexical, vector, fuse, total.

    ``term_weights`` is the idf of each term of the query, highest for those no document has: what
    :func:`ai_features.knowledge.extract.answer` judges by. ``lexical`` and ``vector`` are what
    each leg brought, by its own score; ``fused`` is both together, before near-repeats and
    passages without the quoted words are taken out; ``vector_share`` is the weight it used.
    """

    passages: list[Passage]
    timings_ms: dict[str, float]
    term_weights: dict[str, float] = field(default_factory=dict)
    lexical: Hits = field(default_factory=list)
    vector: Hits = field(default_factory=list)
    fused: list[Fused[UUID]] = field(default_factory=list)
    vector_share: float = 0.0


class _Clock:
    """Milliseconds spent on each part, and since the beginning."""

    def __init__(self) -> None:
        self.times: dict[str, float] = {}
        self._begin = self._last = perf_counter()

    def lap(self, name: str) -> None:
        now = perf_counter()
        self.times[name] = round((now - self._last) * 1000, 2)
        self._last = now

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
) -> SearchResult:
    """Return the passages of ``project`` that answer ``query`` best.

    ``keyword`` finds words, ``semantic`` meaning, ``hybrid`` both. Words in quotes must stand in
    a passage as they are; ``warr*`` stands for all words that begin so. ``document_ids`` keeps
    the search to some documents. Without ``settings`` the project's own are used.
    """
    clock = _Clock()
    if not query.strip() or limit < 1:
        return SearchResult([], clock.total())
    vector = None if mode == "keyword" else embed([query], workspace_id=project.workspace_id)[0]
    clock.lap("embed")
    with in_workspace(project.workspace_id):
        asked = _asked(project, query)
        settings = settings or kept_settings(project)
        depth = DEPTH * (DEEPER_FOR_PHRASES if asked.query.phrases else 1)
        weights = {} if mode == "semantic" else asked.weights
        lexical = lexical_leg(project, weights, depth=depth, document_ids=document_ids)
        clock.lap("lexical")
        near: Hits = []
        if vector is not None:
            near = vector_leg(project, vector, depth=depth, document_ids=document_ids)
        clock.lap("vector")
        share = _share(lexical, near, settings, foreign=asked.foreign)
        fused = fuse(lexical=lexical, vector=near, weight=share)
        passages = _passages(project, fused, dict(near), asked, limit=limit)
    clock.lap("fuse")
    return SearchResult(
        passages,
        clock.total(),
        asked.term_weights,
        lexical=lexical,
        vector=near,
        fused=fused,
        vector_share=share,
    )


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

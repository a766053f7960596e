"""What a search has found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from ai_features.knowledge.finding.fusion import Fused
from ai_features.knowledge.finding.headings import Step, section_at, section_found
from ai_features.knowledge.finding.legs import Hits
from ai_features.knowledge.finding.reranking import Reranked
from ai_features.knowledge.words.highlights import Span
from projects.documents.rows import head_row


@dataclass(frozen=True)
class Passage:
    """A chunk that was found, with its place.

    ``text == page.text[start:end]``; ``highlights`` are spans within ``text``. ``score`` orders
    one result and lies between 0 and 1; ``cosine`` compares across queries and is ``None`` where
    the vectors did not bring the passage. ``context`` names title, section and a table's header.
    ``section`` is what all of the passage stands under; ``steps`` say what each part of it does,
    where the index knows.
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
    steps: tuple[Step, ...] = ()

    @property
    def place(self) -> dict[str, str]:
        """What says in words where it stands: its title, its page, and its heading."""
        return {"title": self.title, "page_label": self.page_label, "section": self.heading}

    @cached_property
    def heading(self) -> str:
        """The section that the words which were found stand under, or else most of the passage."""
        return section_found(
            self.text,
            start=self.start,
            highlights=self.highlights,
            steps=self.steps,
            otherwise=self.section,
        )

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
            "section": section_at(self.start + start, self.steps, otherwise=self.section),
            "start": self.start + start,
            "end": self.start + end,
            "quote": self.text[start:end],
            "table_header": head_row(self.text, start=start, continues=self.table_header),
        }


@dataclass(frozen=True)
class Look:
    """What one query brought: each leg by its own score, and both together.

    ``fused`` is before near-repeats and passages without the quoted words are taken out;
    ``vector_share`` is the weight it used.
    """

    query: str
    lexical: Hits = field(default_factory=list)
    vector: Hits = field(default_factory=list)
    fused: list[Fused[UUID]] = field(default_factory=list)
    vector_share: float = 0.0


@dataclass(frozen=True)
class SearchResult:
    """Passages, best first, and where the time went: embed, lexical, vector, fuse, total.

    ``term_weights`` is the idf of each term of the query, highest for those no document has: what
    :func:`ai_features.knowledge.extraction.extract.answer` judges by. ``looks`` are the searches
    that were made, that for the question itself first; ``fused`` is all of them together.
    ``reranked`` is what came of putting the best in another order, if that was asked for.
    ``meant`` has the words of the query that were taken for a slip of the hand, in lower case,
    each with what was searched for instead. ``notes`` say in words for people which step a
    provider failed in; the result is then what there is without it.
    """

    passages: list[Passage]
    timings_ms: dict[str, float]
    term_weights: dict[str, float] = field(default_factory=dict)
    looks: list[Look] = field(default_factory=list)
    fused: list[Fused[UUID]] = field(default_factory=list)
    reranked: Reranked | None = None
    meant: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def lexical(self) -> Hits:
        """What the words of the question itself brought."""
        return self.looks[0].lexical if self.looks else []

    @property
    def vector(self) -> Hits:
        """What the meaning of the question itself brought."""
        return self.looks[0].vector if self.looks else []

    @property
    def vector_share(self) -> float:
        """The weight of meaning against words, for the question itself."""
        return self.looks[0].vector_share if self.looks else 0.0


def steps_of(result: SearchResult) -> dict[str, Any]:
    """Return for a trace what was made of a search; nothing of steps that were not taken.

    ``queries`` with the passages that each brought, by their number in the result; ``reranked``
    with the place where each passage was before; ``meant`` for mistyped words; ``notes`` on what
    failed.
    """
    steps: dict[str, Any] = {}
    if len(result.looks) > 1:
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
    """Return the queries, each with the passages that it brought and no other did better."""
    scores = [{hit.key: hit.score for hit in look.fused} for look in result.looks]
    brought: list[list[int]] = [[] for _ in scores]
    for number, passage in enumerate(result.passages, start=1):
        found = [each.get(passage.chunk_id, -1.0) for each in scores]
        brought[found.index(max(found))].append(number)
    pairs = zip(result.looks, brought, strict=True)
    return [{"query": look.query, "brought": numbers} for look, numbers in pairs]


def reordered(passages: list[Passage], reranked: Reranked | None) -> list[Passage]:
    """Return the passages in their new order, scored by it; those below stay below."""
    if reranked is None or not reranked.order:
        return passages
    first = [
        replace(passages[place], score=round(score, 4))
        for place, score in zip(reranked.order, reranked.scores, strict=True)
    ]
    least = min(reranked.scores)
    rest = [replace(each, score=round(each.score * least, 4)) for each in passages[len(first) :]]
    return first + rest

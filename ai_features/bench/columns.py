"""One search as columns side by side: each leg, and both together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from ai_features.bench.addresses import Address
from ai_features.bench.scoring import Place, hits, place_of, rank_of
from ai_features.knowledge.finding.found import SearchResult
from ai_features.knowledge.finding.fusion import Fused
from ai_features.knowledge.finding.headings import read_steps, section_found
from ai_features.knowledge.models import Chunk
from ai_features.knowledge.words.highlights import Marker, Span
from projects.documents.places import places

AROUND: Final = 90
BAR: Final = 100

Ranks = Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a passage's text, marked or not."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """What each leg adds to a fused score, also as lengths on a bar of 100."""

    words: float
    meaning: float

    @property
    def words_length(self) -> float:
        """The length that the words take up."""
        return round(self.words * BAR, 1)

    @property
    def meaning_length(self) -> float:
        """The length that the meaning takes up."""
        return round(self.meaning * BAR, 1)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage in one column; ``rank`` is None if it was left out of the answer.

    ``elsewhere`` names its ranks in the other columns, in words.
    """

    chunk_id: UUID
    title: str
    where: str
    href: str
    pieces: list[Piece]
    score: float
    rank: int | None
    golden: bool
    elsewhere: str = ""
    left_out: str = ""
    parts: Parts | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """What one step of the search found, best first, and where the golden passages are in it.

    ``golden`` has a rank for each golden passage, None if it is not among the ``total`` found.
    """

    key: str
    name: str
    about: str
    took_ms: float
    hits: list[Hit]
    total: int
    golden: list[int | None]
    digits: int


class Bench:
    """Turns a search into columns, given the chunks that are shown and the golden passages."""

    def __init__(
        self,
        result: SearchResult,
        *,
        limit: int,
        chunks: Mapping[UUID, Chunk],
        places: Mapping[UUID, Place],
        golden: Sequence[Place],
        address: Address,
    ) -> None:
        self.result, self.limit, self.address = result, limit, address
        self.chunks, self.places, self.golden = chunks, places, golden
        self.words = _ranks(key for key, _ in result.lexical)
        self.meaning = _ranks(key for key, _ in result.vector)
        self.reranked = bool(result.reranked and result.reranked.order)
        answered = _ranks(passage.chunk_id for passage in result.passages)
        self.together = _ranks(hit.key for hit in result.fused) if self.reranked else answered
        self.answered: Ranks = answered if self.reranked else {}
        self.shares = _shares(result)

    def columns(self) -> list[Column]:
        """Return the columns: each leg, both together, and the reranked ones if there are any."""
        times = self.result.timings_ms
        near = times["embed"] + times["vector"]
        columns = [
            self._leg("words", "Words", "BM25 of the question's terms", times["lexical"], 2),
            self._leg("meaning", "Meaning", "Cosine of the embeddings", near, 3),
        ]
        if self.reranked:
            return [*columns, self._before(), self._reranked()]
        return [*columns, self._together()]

    def _leg(self, key: str, name: str, about: str, took: float, digits: int) -> Column:
        found = self.result.lexical if key == "words" else self.result.vector
        shown = [
            self._hit(chunk_id, score, rank=rank, column=key)
            for rank, (chunk_id, score) in enumerate(found[: self.limit], start=1)
            if chunk_id in self.chunks
        ]
        ranks = self._golden([chunk_id for chunk_id, _ in found])
        return Column(key, name, about, round(took, 1), shown, len(found), ranks, digits)

    def _together(self) -> Column:
        shown = [
            self._fused(hit, rank=self.together.get(hit.key), left_out=left_out)
            for hit, left_out in self._answer()
        ]
        ranks = self._golden([passage.chunk_id for passage in self.result.passages])
        return self._fusion("What answers are drawn from", shown, ranks)

    def _before(self) -> Column:
        """Return both together, as they were before a model reordered them."""
        shown = [
            self._fused(hit, rank=rank)
            for rank, hit in enumerate(self.result.fused[: self.limit], start=1)
            if hit.key in self.chunks
        ]
        ranks = self._golden([hit.key for hit in self.result.fused])
        return self._fusion("Before reordering", shown, ranks)

    def _reranked(self) -> Column:
        shown = [
            self._hit(passage.chunk_id, passage.score, rank=rank, column="reranked")
            for rank, passage in enumerate(self.result.passages, start=1)
            if passage.chunk_id in self.chunks
        ]
        by = self.result.reranked.by if self.result.reranked else ""
        ranks = self._golden([passage.chunk_id for passage in self.result.passages])
        took = round(self.result.timings_ms["rerank"], 1)
        return Column(
            "reranked", "Reranked", f"Reordered by {by}", took, shown, len(shown), ranks, 3
        )

    def _fusion(self, about: str, shown: list[Hit], ranks: list[int | None]) -> Column:
        took, total = round(self.result.timings_ms["fuse"], 1), len(self.result.fused)
        return Column("together", "Together", about, took, shown, total, ranks, 3)

    def _fused(self, hit: Fused[UUID], *, rank: int | None, left_out: str = "") -> Hit:
        share = self.shares.get(hit.key, self.result.vector_share)
        parts = Parts((1 - share) * hit.lexical, share * hit.vector)
        return self._hit(
            hit.key, hit.score, rank=rank, column="together", parts=parts, left_out=left_out
        )

    def _answer(self) -> Iterator[tuple[Fused[UUID], str]]:
        """Yield the fused hits down to the last one shown, with the reason if one is left out."""
        open_ranks = self.together.keys() & self.chunks.keys()
        for hit in self.result.fused:
            if not open_ranks:
                return
            if hit.key in open_ranks:
                open_ranks.discard(hit.key)
                yield hit, ""
            elif hit.key in self.chunks:
                yield (
                    hit,
                    "Left out: it repeats one above, lacks the quoted words, or is too far off.",
                )

    def _hit(
        self,
        chunk_id: UUID,
        score: float,
        *,
        rank: int | None,
        column: str,
        parts: Parts | None = None,
        left_out: str = "",
    ) -> Hit:
        chunk = self.chunks[chunk_id]
        place, highlights = place_of(chunk), self._highlights(chunk)
        return Hit(
            chunk_id=chunk_id,
            title=chunk.document.title,
            where=_where(chunk, highlights),
            href=self.address.of(place),
            pieces=pieces(chunk.text, highlights),
            score=score,
            rank=rank,
            golden=any(hits(place, golden) for golden in self.golden),
            elsewhere=self._elsewhere(chunk_id, column),
            left_out=left_out,
            parts=parts,
        )

    def _highlights(self, chunk: Chunk) -> list[Span]:
        for passage in self.result.passages:
            if passage.chunk_id == chunk.pk:
                return passage.highlights
        marker = Marker(self.result.term_weights, languages=[chunk.document.language])
        return marker.spans(chunk.text)

    def _elsewhere(self, chunk_id: UUID, column: str) -> str:
        others: dict[str, Ranks] = {
            "words": self.words,
            "meaning": self.meaning,
            "together": self.together,
            "reranked": self.answered,
        }
        told = [
            f"{name} {ranks[chunk_id]}"
            for name, ranks in others.items()
            if name != column and chunk_id in ranks
        ]
        return ", ".join(told)

    def _golden(self, ids: Sequence[UUID]) -> list[int | None]:
        found = [self.places[chunk_id] for chunk_id in ids if chunk_id in self.places]
        return [rank_of(golden, found) for golden in self.golden]


def _shares(result: SearchResult) -> dict[UUID, float]:
    """Return for each passage the weight of meaning in the query that scored it highest."""
    best: dict[UUID, tuple[float, float]] = {}
    for query_hits in result.by_query:
        for hit in query_hits.fused:
            scored = hit.score, query_hits.vector_share
            best[hit.key] = max(best.get(hit.key, (0.0, 0.0)), scored)
    return {key: share for key, (_, share) in best.items()}


def shown_ids(result: SearchResult, *, limit: int) -> set[UUID]:
    """Return the chunks whose text the page needs: the first of each leg and of both."""
    ids = {key for key, _ in (*result.lexical[:limit], *result.vector[:limit])}
    ids |= {hit.key for hit in result.fused[:limit]}
    answered = {passage.chunk_id for passage in result.passages}
    if result.reranked and result.reranked.order:
        return ids | answered
    for hit in result.fused:
        if not answered - ids:
            break
        ids.add(hit.key)
    return ids | answered


def pieces(text: str, highlights: Collection[Span]) -> list[Piece]:
    """Return a passage as one line, its highlights marked, beginning near the first of them."""
    first = min((start for start, _ in highlights), default=0)
    at = 0 if first <= AROUND else text.rfind(" ", 0, first - AROUND // 2) + 1
    made = [Piece("… ", marked=False)] if at else []
    for start, end in sorted(highlights):
        if start >= at:
            made += [Piece(_line(text[at:start]), marked=False)]
            made += [Piece(_line(text[start:end]), marked=True)]
            at = end
    made.append(Piece(_line(text[at:]), marked=False))
    return [replace(made[0], text=made[0].text.lstrip(" ·")), *made[1:]]


def _line(text: str) -> str:
    """Return the text without line breaks, table rules and heading marks."""
    text = re.sub(r"\|[\s:|-]*\|", " | ", text)
    return re.sub(r"\s+", " ", text.replace("|", " · ").replace("#", ""))


def _where(chunk: Chunk, highlights: Sequence[Span]) -> str:
    """Return where the passage is, in the words of the search page."""
    section = section_found(
        chunk.text,
        start=chunk.start,
        highlights=highlights,
        steps=read_steps(chunk.steps),
        otherwise=chunk.section,
    )
    title = chunk.document.title
    return ", ".join(places(title=title, page_label=chunk.page_label, section=section))


def _ranks(ids: Iterator[UUID]) -> dict[UUID, int]:
    return {key: rank for rank, key in enumerate(ids, start=1)}

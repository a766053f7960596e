"""One search as columns side by side: each leg, and both together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from ai_features.bench.addresses import Address
from ai_features.bench.cards import Cards, Hit, Parts, Ranks
from ai_features.bench.scoring import Place, rank_of
from ai_features.knowledge.finding.fusion import Fused
from ai_features.knowledge.finding.results import SearchResult
from ai_features.knowledge.models import Chunk


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
        self.result, self.limit = result, limit
        self.chunks, self.places, self.golden = chunks, places, golden
        self.reranked = bool(result.reranked and result.reranked.order)
        self.ranks = _ranks(result, reranked=self.reranked)
        self.cards = Cards(result, chunks, golden, self.ranks, address)
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
            self.cards.hit(chunk_id, score, rank=rank, column=key)
            for rank, (chunk_id, score) in enumerate(found[: self.limit], start=1)
            if chunk_id in self.chunks
        ]
        ranks = self._golden([chunk_id for chunk_id, _ in found])
        return Column(key, name, about, round(took, 1), shown, len(found), ranks, digits)

    def _together(self) -> Column:
        shown = [
            self._fused(hit, rank=self.ranks["together"].get(hit.key), left_out=left_out)
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
            self.cards.hit(passage.chunk_id, passage.score, rank=rank, column="reranked")
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
        return self.cards.hit(
            hit.key, hit.score, rank=rank, column="together", parts=parts, left_out=left_out
        )

    def _answer(self) -> Iterator[tuple[Fused[UUID], str]]:
        """Yield the fused hits down to the last one shown, with the reason if one is left out."""
        open_ranks = self.ranks["together"].keys() & self.chunks.keys()
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


def _ranks(result: SearchResult, *, reranked: bool) -> dict[str, Ranks]:
    """Return the ranks of the passages in each column, by its key; reranking has its own."""
    answered = _numbered(passage.chunk_id for passage in result.passages)
    return {
        "words": _numbered(key for key, _ in result.lexical),
        "meaning": _numbered(key for key, _ in result.vector),
        "together": _numbered(hit.key for hit in result.fused) if reranked else answered,
        "reranked": answered if reranked else {},
    }


def _numbered(ids: Iterable[UUID]) -> dict[UUID, int]:
    return {key: rank for rank, key in enumerate(ids, start=1)}


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

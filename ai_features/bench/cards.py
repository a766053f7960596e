"""The passages in a column: each with its place, its text with the words marked, its score."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from ai_features.bench.addresses import Address
from ai_features.bench.scoring import Place, hits, place_of
from ai_features.knowledge.finding.headings import read_steps, section_found
from ai_features.knowledge.finding.results import SearchResult
from ai_features.knowledge.models import Chunk
from ai_features.knowledge.words.highlights import Marker, Span
from projects.documents.places import places

# In characters: how far from the first highlight the shown text begins.
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
class Cards:
    """Shows chunks as the hits of a column.

    ``ranks`` has the ranks of each column by its key; ``golden`` are the places that answer.
    """

    result: SearchResult
    chunks: Mapping[UUID, Chunk]
    golden: Sequence[Place]
    ranks: Mapping[str, Ranks]
    address: Address

    def hit(
        self,
        chunk_id: UUID,
        score: float,
        *,
        rank: int | None,
        column: str,
        parts: Parts | None = None,
        left_out: str = "",
    ) -> Hit:
        """Return the chunk as a hit of ``column``; ``left_out`` is the reason if it was."""
        chunk = self.chunks[chunk_id]
        place, highlights = place_of(chunk), self._highlights(chunk)
        return Hit(
            chunk_id=chunk_id,
            title=chunk.document.title,
            where=_where(chunk, highlights),
            href=self.address.of(place),
            pieces=_pieces(chunk.text, highlights),
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
        return ", ".join(
            f"{name} {ranks[chunk_id]}"
            for name, ranks in self.ranks.items()
            if name != column and chunk_id in ranks
        )


def _pieces(text: str, highlights: Collection[Span]) -> list[Piece]:
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

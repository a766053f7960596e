"""When a found passage counts as the answer, and what a ranking is worth.

A golden passage is a span of a page. A found passage hits it when the two overlap by at least half
of the shorter one: the overlap coefficient of Szymkiewicz and Simpson, as compared by Vijaymeena
and Kavitha, "A Survey on Similarity Measures in Text Mining" (2016), with the threshold of PASCAL
VOC (Everingham et al., 2010). So a sentence is hit by the chunk that holds most of it, and a long
answer by a chunk within it, however chunks are cut.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any, Final, Protocol
from uuid import UUID

ENOUGH: Final = 0.5
CUTS: Final = (1, 3, 5, 10)
DEEPEST: Final = max(CUTS)
MEASURES: Final = (*(f"recall_{cut}" for cut in CUTS), "mrr_10", "ndcg_10")


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a document's page, in characters."""

    document_id: UUID
    page: int
    start: int
    end: int

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Place:
        """Return the place from :meth:`as_json`; further keys are ignored."""
        return cls(UUID(told["document_id"]), told["page"], told["start"], told["end"])

    def as_json(self) -> dict[str, Any]:
        """Return the place as it is stored beside a rank or a score."""
        return asdict(self) | {"document_id": str(self.document_id)}


class Placed(Protocol):
    """A chunk, a passage that was found, or a golden one."""

    @property
    def document_id(self) -> UUID: ...  # noqa: D102
    @property
    def page(self) -> int: ...  # noqa: D102
    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


def place_of(placed: Placed) -> Place:
    """Return the place of a chunk or passage."""
    return Place(placed.document_id, placed.page, placed.start, placed.end)


def hits(found: Place, golden: Place) -> bool:
    """Return whether ``found`` overlaps ``golden`` enough to count as the answer."""
    if (found.document_id, found.page) != (golden.document_id, golden.page):
        return False
    shared = min(found.end, golden.end) - max(found.start, golden.start)
    shorter = min(found.end - found.start, golden.end - golden.start)
    return shared > 0 and shared >= ENOUGH * shorter


def rank_of(golden: Place, found: Sequence[Place]) -> int | None:
    """Return the rank, counted from 1, of the first place that hits ``golden``."""
    ranks = (rank for rank, place in enumerate(found, start=1) if hits(place, golden))
    return next(ranks, None)


def scores(ranks: Sequence[int | None]) -> dict[str, float]:
    """Return the measures of one question from the rank of each of its golden passages.

    Recall is the share of golden passages among the first k; the reciprocal rank is that of the
    first of them within ten; for nDCG each gains 1 at the rank where it is first hit. A found
    passage that holds two gains both at its rank, so nDCG is capped at 1.
    """
    first = min((rank for rank in ranks if rank), default=0)
    measured = {f"recall_{cut}": _share(ranks, cut) for cut in CUTS}
    measured["mrr_10"] = 1 / first if 0 < first <= DEEPEST else 0.0
    return measured | {"ndcg_10": _ndcg(ranks)}


def mean_scores(each: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the mean of each measure over the questions; there must be at least one."""
    return {name: round(fmean(one[name] for one in each), 4) for name in MEASURES}


def discounted(gains: Iterable[float]) -> float:
    """Return the sum of ``gains``, each divided by the binary logarithm of its place plus one."""
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def _share(ranks: Sequence[int | None], cut: int) -> float:
    return sum(rank is not None and rank <= cut for rank in ranks) / len(ranks)


def _ndcg(ranks: Sequence[int | None]) -> float:
    gains = Counter(rank for rank in ranks if rank)
    best = discounted([1] * min(len(ranks), DEEPEST))
    return min(1.0, discounted(gains[rank] for rank in range(1, DEEPEST + 1)) / best)

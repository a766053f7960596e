"""The benchmarks' measures: of rankings as in trec_eval, of spans as in chunking_evaluation."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

from ai_features.bench.scoring import discounted

Span = tuple[int, int]


def ndcg(ranked: Sequence[str], relevant: Mapping[str, int], *, at: int = 10) -> float:
    """Return the discounted gain of the first ``at`` ranks, as a share of the best possible.

    Gains count as they are, and the discount is the logarithm of the rank (Järvelin and
    Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002; trec_eval's ndcg_cut).
    """
    best = discounted(sorted(relevant.values(), reverse=True)[:at])
    return discounted(relevant.get(key, 0) for key in ranked[:at]) / best if best else 0.0


def recall(ranked: Sequence[str], relevant: Collection[str], *, at: int) -> float:
    """Return the share of the relevant keys that are among the first ``at`` ranks."""
    return len(set(ranked[:at]) & set(relevant)) / len(relevant)


def precision(ranked: Sequence[str], relevant: Collection[str], *, at: int) -> float:
    """Return the share of the first ``at`` ranks that is relevant."""
    return len(set(ranked[:at]) & set(relevant)) / max(1, len(ranked[:at]))


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str], *, at: int) -> float:
    """Return one over the rank of the first relevant hit, 0 if none is in the first ``at``."""
    places = (place for place, key in enumerate(ranked[:at], start=1) if key in relevant)
    return 1 / next(places, math.inf)


def length(spans: Iterable[Span]) -> int:
    """Return how many characters the spans cover, counting overlaps once."""
    return sum(end - start for start, end in union(spans))


def union(spans: Iterable[Span]) -> list[Span]:
    """Return the spans without overlaps, in order."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def overlap(ones: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Return the characters that both cover, as spans."""
    others = list(others)
    pairs = ((max(a, c), min(b, d)) for a, b in ones for c, d in others)
    return union((start, end) for start, end in pairs if start < end)


def span_scores(found: Sequence[Span], wanted: Sequence[Span]) -> dict[str, float]:
    """Return recall, precision and intersection over union of characters.

    A character retrieved twice counts twice against precision, as in chunking_evaluation.
    """
    hit = length(overlap(found, wanted))
    retrieved = sum(end - start for start, end in found)
    missed = length(wanted) - hit
    return {
        "recall": hit / length(wanted),
        "precision": hit / retrieved if retrieved else 0.0,
        "iou": hit / (retrieved + missed) if retrieved + missed else 0.0,
    }

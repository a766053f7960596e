"""What the benchmarks measure by: the product's own ranking measures, and those of spans.

The latter are as chunking_evaluation defines them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ai_features.knowledge.metrics import ndcg, precision, recall, reciprocal_rank

__all__ = [
    "Span",
    "length",
    "ndcg",
    "overlap",
    "precision",
    "recall",
    "reciprocal_rank",
    "span_scores",
    "union",
]

Span = tuple[int, int]


def length(spans: Iterable[Span]) -> int:
    """Return how many characters the spans cover, overlaps once."""
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
    """Return the characters that both have, as spans."""
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

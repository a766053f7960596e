"""The measures of retrieval, as trec_eval and BEIR define them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence


def ndcg(ranked: Sequence[str], relevant: Mapping[str, int], *, at: int = 10) -> float:
    """Return the discounted gain of the first ``at`` places, of the best that was possible.

    Gains count as they are and the discount is the logarithm of the place (Järvelin and
    Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002; trec_eval's ndcg_cut).
    """
    best = discounted(sorted(relevant.values(), reverse=True)[:at])
    return discounted(relevant.get(key, 0) for key in ranked[:at]) / best if best else 0.0


def discounted(gains: Iterable[float]) -> float:
    """Return the sum of ``gains``, each divided by the binary logarithm of its place plus one."""
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def recall(ranked: Sequence[str], relevant: Collection[str], *, at: int) -> float:
    """Return the share of what is relevant among the first ``at`` places."""
    return len(set(ranked[:at]) & set(relevant)) / len(relevant)


def precision(ranked: Sequence[str], relevant: Collection[str], *, at: int) -> float:
    """Return the share of the first ``at`` places that is relevant."""
    return len(set(ranked[:at]) & set(relevant)) / max(1, len(ranked[:at]))


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str], *, at: int) -> float:
    """Return one over the place of the first relevant hit, 0 when there is none in time."""
    places = (place for place, key in enumerate(ranked[:at], start=1) if key in relevant)
    return 1 / next(places, math.inf)

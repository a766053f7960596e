"""When nothing fits: no word of the query occurs, and nothing is near it in meaning.

A vector search always finds something nearest. The bounds are cosines of the local model, measured
by ``python -m tests.benchmarks.nonsense``; see docs/quality.md.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from ai_features.knowledge.finding.weighted import WeightedQuery

# Random letters hardly come this near in any collection.
NEAR_A_WORD: Final = 0.3
# Function words show that the query is a sentence, perhaps in another language than the documents:
# the local model then places it far from all of them, and yet its first hit is often right.
NEAR_A_SENTENCE: Final = 0.25


def nothing_fits(asked: Sequence[WeightedQuery], cosines: Collection[float]) -> bool:
    """Tell whether no chunk has anything to do with what was ``asked``, in any of its wordings.

    ``cosines`` are the local model's for the nearest chunks; without any, the answer is no.
    """
    if not cosines or any(map(_occurs, asked)):
        return False
    sentence = any(each.query.function_terms for each in asked)
    return max(cosines) < (NEAR_A_SENTENCE if sentence else NEAR_A_WORD)


def _occurs(asked: WeightedQuery) -> bool:
    """Tell whether a content word of the query occurs, or a part of one.

    A query of function words alone is judged by those.
    """
    if not asked.query.function_terms < set(asked.query.own):
        return bool(asked.weights)
    return bool(asked.weights.keys() - asked.query.function_terms)

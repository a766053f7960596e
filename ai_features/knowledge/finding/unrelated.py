"""When nothing fits: no word of the query is there, and nothing is near it in meaning.

A vector search always finds something nearest. Cosines of the local model, measured by
``python -m tests.benchmarks.nonsense``, see docs/quality.md.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from ai_features.knowledge.finding.asked import Asked

# What letters without sense hardly reach in any collection.
NEAR_A_WORD: Final = 0.3
# Small words show a sentence, perhaps in a language that the documents are not in: to the local
# model it is far from all, and yet the first is often the right one.
NEAR_A_SENTENCE: Final = 0.25


def nothing_fits(asked: Sequence[Asked], cosines: Collection[float]) -> bool:
    """Tell whether no chunk has to do with what was ``asked``, in any of its ways.

    ``cosines`` are the local model's, of the nearest chunks; without any it cannot be told.
    """
    if not cosines or any(map(_occurs, asked)):
        return False
    sentence = any(each.query.light for each in asked)
    return max(cosines) < (NEAR_A_SENTENCE if sentence else NEAR_A_WORD)


def _occurs(asked: Asked) -> bool:
    """Tell whether a word is there that says what is looked for, or a part of one."""
    if not asked.query.light < set(asked.query.own):
        return bool(asked.weights)
    return bool(asked.weights.keys() - asked.query.light)

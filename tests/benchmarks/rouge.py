"""ROUGE-1, -2 and -L as F1 (Lin 2004), with Porter's stemmer, as ``rouge-score`` has it.

Checked against ``rouge-score`` 0.1.2 on 1,899 pairs of both sets: identical without the stemmer;
with it the means differ by at most .0006, since its stemmer is not quite Porter's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import Stemmer

SHORTEST_STEMMED = 4
_stemmer = Stemmer.Stemmer("porter")


class Rouge(NamedTuple):
    """The three measures, each between 0 and 1."""

    one: float
    two: float
    longest: float


def rouge(summary: str, reference: str, *, stem: bool = True) -> Rouge:
    """Return how much ``summary`` and ``reference`` share."""
    said, wanted = _tokens(summary, stem=stem), _tokens(reference, stem=stem)
    return Rouge(
        _f1(_common(said, wanted, 1), len(said), len(wanted)),
        _f1(_common(said, wanted, 2), len(said) - 1, len(wanted) - 1),
        _f1(_longest_common(said, wanted), len(said), len(wanted)),
    )


def best_rouge(summary: str, references: Sequence[str]) -> Rouge:
    """Return the measures against the reference that ``summary`` is nearest to by ROUGE-1."""
    return max(rouge(summary, reference) for reference in references)


def _tokens(text: str, *, stem: bool) -> list[str]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return [_stemmed(word) for word in words] if stem else words


@lru_cache(maxsize=100_000)
def _stemmed(word: str) -> str:
    return _stemmer.stemWord(word) if len(word) >= SHORTEST_STEMMED else word


def _common(one: Sequence[str], other: Sequence[str], size: int) -> int:
    return sum((_grams(one, size) & _grams(other, size)).values())


def _grams(tokens: Sequence[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(tokens[at : at + size]) for at in range(len(tokens) - size + 1))


def _longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for token in one:
        before = 0
        for place, wanted in enumerate(other, start=1):
            above = row[place]
            row[place] = before + 1 if token == wanted else max(above, row[place - 1])
            before = above
    return row[-1]


def _f1(common: int, said: int, wanted: int) -> float:
    if common <= 0:
        return 0.0
    precision, recall = common / said, common / wanted
    return 2 * precision * recall / (precision + recall)

"""Flaws that a reader minds in a summary, found by rules that share no code with its writer."""

from __future__ import annotations

import re
from collections.abc import Sequence

DANGLING = re.compile(
    r"(?:it|they|he|she|them|him|his|her|its|their|these|those|such|however|therefore|thus|hence|"
    r"moreover|furthermore|additionally|also|but|and|or|so|then|consequently|nevertheless|besides|"
    r"instead|meanwhile|likewise|similarly|for example|for instance|in addition|as a result|"
    r"(?:this|that) (?:is|was|has|can|will|may|means|allows|enables|leads|makes|results))\b",
    re.IGNORECASE,
)
# Two sentences that share at least this much of their words say the same.
SAME = 0.6


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def repeats(said: Sequence[str]) -> bool:
    words = [words_of(text) for text in said]
    return any(
        len(one & other) >= SAME * len(one | other)
        for place, one in enumerate(words)
        for other in words[:place]
    )

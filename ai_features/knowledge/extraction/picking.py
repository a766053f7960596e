"""What answers and summaries share: sentences picked from texts, none said twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ai_features.knowledge.extraction.reading import Sentence

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]

# Cosine from which two sentences say the same.
REPEATS: Final = 0.86
QUESTION_MARKS: Final = ("?", "？", "؟")


@dataclass(frozen=True)
class Extract:
    """A sentence taken from the ``source``-th text; ``start:end`` is its exact span there."""

    source: int
    start: int
    end: int
    text: str
    score: float


def extract_of(sentence: Sentence, score: float) -> Extract:
    """Return ``sentence`` as it is quoted."""
    return Extract(sentence.source, sentence.start, sentence.end, sentence.text, round(score, 4))


def repeats(vectors: Vectors, index: int, chosen: Sequence[int]) -> bool:
    """Tell whether the sentence ``index`` says what one of ``chosen`` says."""
    return bool(chosen) and bool((vectors[list(chosen)] @ vectors[index]).max() > REPEATS)

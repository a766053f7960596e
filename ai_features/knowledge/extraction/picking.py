"""What answers and summaries share: sentences picked from texts, without repetition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ai_features.knowledge.extraction.reading import Sentence

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]

# Two sentences with a higher cosine are taken to say the same.
REPEATS: Final = 0.86


@dataclass(frozen=True)
class Extract:
    """A sentence of the ``source``-th text; ``start:end`` includes that source's ``offset``."""

    source: int
    start: int
    end: int
    text: str
    score: float


def extract_of(sentence: Sentence, score: float) -> Extract:
    """Return ``sentence`` as an extract."""
    return Extract(sentence.source, sentence.start, sentence.end, sentence.text, round(score, 4))


def repeats(vectors: Vectors, index: int, chosen: Sequence[int]) -> bool:
    """Tell whether sentence ``index`` says the same as one of ``chosen``."""
    return bool(chosen) and bool((vectors[list(chosen)] @ vectors[index]).max() > REPEATS)

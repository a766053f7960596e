"""The sentences that say best what texts are about, for when no model writes a summary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ai_features.knowledge.picking import (
    QUESTION_MARKS,
    Embed,
    Extract,
    Vectors,
    extract_of,
    repeats,
)
from ai_features.knowledge.reading import Sentence, Source, read_sentences

LONGEST_SENTENCE: Final = 60
SHORTEST_SENTENCE: Final = 5
SHORTEST_UNSPACED: Final = 8
# LexRank (Erkan and Radev 2004): the walk's damping and the similarity that counts as a link.
DAMPING: Final = 0.85
LINK: Final = 0.25
ROUNDS: Final = 30
# A leading sentence says more than one in the middle, by this much at most.
LEAD: Final = 0.25


def summarise(
    sources: Sequence[Source], *, words: int, embed: Embed, most: int | None = None
) -> list[Extract]:
    """Return the most central sentences within a budget of ``words``, in the order of the text.

    Central by LexRank over embeddings; sentences that repeat one another, lean on one left out,
    or are no sentences are passed over. Never empty when the sources hold any text.
    """
    sentences = read_sentences(sources)
    fit = [sentence for sentence in sentences if _stands(sentence)] or sentences
    if not fit:
        return []
    vectors = embed([sentence.text for sentence in fit])
    ranks = central(vectors) * _lead(fit)
    chosen: list[int] = []
    left = words
    for index in np.argsort(-ranks, kind="stable"):
        length = len(fit[index].text.split())
        full = chosen and (length > left or len(chosen) == most)
        if full or repeats(vectors, index, chosen):
            continue
        chosen.append(int(index))
        left -= length
    return [extract_of(fit[index], float(ranks[index])) for index in sorted(chosen)]


def central(vectors: Vectors) -> NDArray[np.float64]:
    """Return how central each sentence is to all of them; the most central has 1."""
    links = np.clip(np.asarray(vectors @ vectors.T, dtype=np.float64), 0, None)
    links[links < LINK] = 0
    walk = links / np.maximum(links.sum(axis=1, keepdims=True), 1e-9)
    ranks = np.full(len(vectors), 1 / len(vectors))
    for _ in range(ROUNDS):
        ranks = (1 - DAMPING) / len(vectors) + DAMPING * (walk.T @ ranks)
    return np.asarray(ranks / ranks.max())


def _stands(sentence: Sentence) -> bool:
    words = len(sentence.text.split())
    spaced = words > 1 or sentence.text.isascii()
    fitting = (
        SHORTEST_SENTENCE <= words <= LONGEST_SENTENCE
        if spaced
        else len(sentence.text) > SHORTEST_UNSPACED
    )
    question = sentence.text.endswith(QUESTION_MARKS)
    return fitting and not (sentence.leans or sentence.title or question)


def _lead(sentences: Sequence[Sentence]) -> NDArray[np.float64]:
    return np.array([1 + LEAD / (1 + sentence.place) for sentence in sentences])

"""Answers made of the documents' own sentences, for when no model writes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ai_features.knowledge.analyzer import terms
from ai_features.knowledge.picking import (
    QUESTION_MARKS,
    Embed,
    Extract,
    Vectors,
    extract_of,
    repeats,
)
from ai_features.knowledge.query import KNOWN_TO_THE_MODEL
from ai_features.knowledge.reading import Sentence, Source, read_sentences

MEANING: Final = 0.65
# A sentence that ends in a colon is said with this many of those it announces.
ANNOUNCED: Final = 3
MOST_SENTENCES: Final = 4
MOST_ANSWER_WORDS: Final = 90
# What a further sentence must reach of the best one's score to be said too.
WORTH_SAYING: Final = 0.86
MOST_READ: Final = 40
NO_ANSWER: Final = -1.0


@dataclass(frozen=True)
class Answer:
    """Sentences that answer a question, best passage first, and whether they do.

    ``score`` is the estimated probability that the sources hold the answer; ``supported`` says
    that it is high enough to speak.
    """

    extracts: list[Extract]
    supported: bool
    score: float


def answer(
    question: str,
    sources: Sequence[Source],
    *,
    embed: Embed,
    weights: Mapping[str, float],
    cosine: float | None = None,
    language: str = "",
) -> Answer:
    """Return the sentences of ``sources`` (passages, best first) that answer ``question``.

    ``weights`` is the idf of each term of the question, also of those that no document has;
    ``cosine`` the best of the passages, where known. With :func:`..search.search`::

        answer(question, [Source(p.text, p.start) for p in found.passages[:4]], embed=…,
               weights=found.term_weights, cosine=max(p.cosine or 0 for p in found.passages))
    """
    read = read_sentences(sources)
    sentences = [sentence for sentence in read if not sentence.title][:MOST_READ] or read
    if not sentences:
        return Answer([], supported=False, score=0.0)
    vectors = embed([question, *(sentence.text for sentence in sentences)])
    near = np.asarray(vectors[1:] @ vectors[0], dtype=np.float64)
    words = [coverage(sentence.text, weights, language=language) for sentence in sentences]
    scores = _answering(sentences, MEANING * near + (1 - MEANING) * np.array(words))
    sure = likelihood(
        sentence=float(near.max()),
        passage=float(near.max()) if cosine is None else cosine,
        words=max(coverage(source.text, weights, language=language) for source in sources),
    )
    picked = _picked(sentences, scores, vectors[1:])
    extracts = [extract_of(sentences[index], float(scores[index])) for index in picked]
    enough = SPEAK_FROM if language in KNOWN_TO_THE_MODEL else SPEAK_FROM_FOREIGN
    return Answer(extracts, supported=bool(extracts) and sure >= enough, score=round(sure, 3))


def coverage(text: str, weights: Mapping[str, float], *, language: str = "") -> float:
    """Return the share of the question's terms, by idf, that ``text`` has."""
    total = sum(weights.values())
    if not total:
        return 0.0
    found = set(terms(text, language=language))
    return sum(weight for term, weight in weights.items() if term in found) / total


# Fitted by logistic regression, see docs/decisions/0006-retrieval.md.
SPEAK_FROM: Final = 0.5
# Outside the embedding model's language cosines are lower, for questions with and without answer.
SPEAK_FROM_FOREIGN: Final = 0.4
INTERCEPT: Final = -9.7
OF_SENTENCE: Final = 6.2
OF_PASSAGE: Final = 5.5
OF_WORDS: Final = 6.1


def likelihood(*, sentence: float, passage: float, words: float) -> float:
    """Return the estimated probability that the sources answer the question.

    ``sentence`` and ``passage`` are the best cosines with the question, ``words`` is the largest
    share of its terms in one passage.
    """
    evidence = INTERCEPT + OF_SENTENCE * sentence + OF_PASSAGE * passage + OF_WORDS * words
    return 1 / (1 + math.exp(-evidence))


def _answering(sentences: Sequence[Sentence], scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the scores, those of questions handed on: what follows a question answers it."""
    handed = scores.copy()
    for index, sentence in enumerate(sentences):
        if not sentence.text.endswith(QUESTION_MARKS):
            continue
        following = index + 1
        if following < len(sentences) and sentences[following].source == sentence.source:
            handed[following] = max(handed[following], handed[index])
        handed[index] = NO_ANSWER
    return handed


def _picked(
    sentences: Sequence[Sentence], scores: NDArray[np.float64], vectors: Vectors
) -> list[int]:
    """Choose the best sentence and those nearly as good; add what a leaning one leans on."""
    order = [int(index) for index in np.argsort(-scores, kind="stable")]
    picked: list[int] = []
    for index in order:
        if scores[index] == NO_ANSWER:
            break
        if len(picked) >= MOST_SENTENCES or scores[index] < WORTH_SAYING * scores[order[0]]:
            break
        new = [each for each in _needed(sentences, index) if each not in picked]
        said = sum(len(sentences[each].text.split()) for each in picked + new)
        if picked and (said > MOST_ANSWER_WORDS or repeats(vectors, index, picked)):
            continue
        picked += new
    first = dict.fromkeys(sentences[index].source for index in picked)
    rank = {source: place for place, source in enumerate(first)}
    return sorted(picked, key=lambda index: (rank[sentences[index].source], index))


def _needed(sentences: Sequence[Sentence], index: int) -> list[int]:
    """Return ``index`` with its neighbours that a reader needs: what it leans on or announces."""
    here, first, last = sentences[index], index, index
    if here.leans and index and sentences[index - 1].source == here.source:
        first = index - 1
    if here.text.endswith((":", "：")):
        following = sentences[index + 1 : index + 1 + ANNOUNCED]
        last = index + sum(sentence.source == here.source for sentence in following)
    return list(range(first, last + 1))

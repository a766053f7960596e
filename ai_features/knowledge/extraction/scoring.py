"""Which of the sentences read has the form of an answer, beside sharing the question's words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Final

from ai_features.knowledge.extraction.candidates import NO_ANSWER
from ai_features.knowledge.extraction.kinds import Sought
from ai_features.knowledge.extraction.reading import QUESTION_MARKS, Sentence, Source
from ai_features.knowledge.words.codes import (
    codes_in,
    labelled_in,
    names_labelled,
    names_other,
    opens_with_code,
)

# How many sentences are taken to answer a question that stands on the line above them.
OF_AN_ANSWER: Final = 3
# Added to the score of a sentence that holds the kind of thing asked for, that opens with the code
# asked about, or that is the row of the range in which the figure asked about lies.
OF_THE_KIND: Final = 0.06
ABOUT_THE_CODE: Final = 0.1
IN_THE_RANGE: Final = 0.1


def handed_on(sentences: Sequence[Sentence], scores: Sequence[float]) -> list[float]:
    """Return the scores, with a question's handed on to the sentences after it, which answer it.

    A question in running text is answered by one sentence, one on a line of its own by several.
    """
    handed = list(scores)
    for index, sentence in enumerate(sentences):
        if not sentence.text.endswith(QUESTION_MARKS):
            continue
        for following in _answers(sentences, index):
            handed[following] = max(handed[following], scores[index])
        handed[index] = NO_ANSWER
    return handed


def _answers(sentences: Sequence[Sentence], index: int) -> Iterator[int]:
    """Yield the indices of the sentences that answer the question at ``index``."""
    most = OF_AN_ANSWER if sentences[index].asks else 1
    for following in range(index + 1, min(index + 1 + most, len(sentences))):
        after = sentences[following]
        if after.source != sentences[index].source or after.title or after.asks:
            return
        yield following


def preferred(
    sentences: Sequence[Sentence],
    scores: Sequence[float],
    *,
    named: Collection[int],
    looked_for: Sought | None,
) -> list[float]:
    """Return the scores, raised for sentences that have the form of an answer."""
    raised = list(scores)
    for index, sentence in enumerate(sentences):
        if scores[index] == NO_ANSWER:
            continue
        if looked_for and looked_for.is_in(sentence.text):
            raised[index] += OF_THE_KIND
        if index in named:
            raised[index] += ABOUT_THE_CODE
    return raised


def named(
    question: str, sentences: Sequence[Sentence], sources: Sequence[Source]
) -> frozenset[int]:
    """Return the indices of sentences that open with a code, or have a name, of the question.

    Names are those that end in a letter or number (“section B”), where the passages also have
    another of that name (“section A”); above the passage will do.
    """
    codes = codes_in(question)
    texts = [f"{sources[each.source].context}\n{each.text}" for each in sentences]
    names = [name for name in labelled_in(question) if any(map(partial(names_other, name), texts))]
    return frozenset(
        index
        for index, sentence in enumerate(sentences)
        if any(opens_with_code(sentence.text, code) for code in codes)
        or any(names_labelled(texts[index], name) for name in names)
    )


def by_range(
    scores: Sequence[float], in_range: Collection[int], beyond: Collection[int]
) -> list[float]:
    """Return the scores, raised for rows in the range asked about; those beyond it say nothing."""
    ranged = list(scores)
    for index in in_range:
        if scores[index] != NO_ANSWER:
            ranged[index] += IN_THE_RANGE
    if any(scores[index] != NO_ANSWER for index in in_range):
        for index in beyond:
            ranged[index] = NO_ANSWER
    return ranged

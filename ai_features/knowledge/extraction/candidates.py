"""The sentences that may be quoted as an answer, and how well the likeliest of them read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

import numpy as np

from ai_features.gateway.local import DIMENSIONS, Reading
from ai_features.knowledge.extraction.evidence import Evidence, Question, Shares, coverage
from ai_features.knowledge.extraction.kinds import Sought
from ai_features.knowledge.extraction.picking import Vectors
from ai_features.knowledge.extraction.reading import Sentence, Source, names_code, read_sentences

# Reading takes most of the time, so few sentences are read: those that share most with the
# question, with a deduction for their passage's rank.
MOST_READ: Final = 6
MOST_READ_CHARACTERS: Final = 1_200
A_RANK_UNREAD: Final = 0.1
A_RANK: Final = 0.02
# The score of a sentence that was not read, or that cannot be the answer.
NO_ANSWER: Final = -1.0


@dataclass(frozen=True)
class Candidates:
    """Sentences that may be quoted, and the model's readings of those that were read.

    ``readings`` is keyed by index in ``sentences``.
    """

    sentences: Sequence[Sentence]
    readings: Mapping[int, Reading]

    def scores(self, asked: Sequence[Question]) -> list[float]:
        """Return how well each sentence matches the questions, less ``A_RANK`` per passage rank.

        A follow-up's own words count beside the question with the words it borrows. A sentence
        that was not read scores ``NO_ANSWER``.
        """
        scores = [NO_ANSWER] * len(self.sentences)
        for index in self.readings:
            found = [each.found(self._matches(each, index)) for each in asked]
            if len(asked) > 1:
                found.append(asked[0].told(self._matches(asked[0], index)))
            scores[index] = fmean(found) - A_RANK * self.sentences[index].source
        return scores

    def vectors(self) -> Vectors:
        """Return a vector per sentence, shape ``(sentences, DIMENSIONS)``; zeros if not read."""
        vectors = np.zeros((len(self.sentences), DIMENSIONS), dtype=np.float32)
        for index, reading in self.readings.items():
            vectors[index] = reading.vector
        return vectors

    def evidence(
        self, asked: Sequence[Question], *, contexts: Sequence[Collection[str]]
    ) -> Evidence:
        """Return the evidence in the passages; ``contexts`` has the terms above each of them."""
        whole, matched = asked[-1], self._matched(asked[-1])
        own = 1.0
        if len(asked) > 1:
            own = max(
                asked[0].told(matches, context=contexts[source])
                for source, matches in self._matched(asked[0]).items()
            )
        return Evidence(
            meaning=max(whole.meaning(reading) for reading in self.readings.values()),
            words=max(
                whole.found(matches, context=contexts[source])
                for source, matches in matched.items()
            ),
            own=own,
        )

    def in_passages_with(self, looked_for: Sought) -> Candidates:
        """Return those in the passages of which a sentence that was read has what is looked for."""
        sources = {
            self.sentences[index].source
            for index in self.readings
            if looked_for.is_in(self.sentences[index].text)
        }
        left = {
            index: reading
            for index, reading in self.readings.items()
            if self.sentences[index].source in sources
        }
        return Candidates(self.sentences, left)

    def _matched(self, asked: Question) -> dict[int, Shares]:
        """Return, for each passage, its sentences' best match for each piece of a question."""
        of_source: dict[int, list[Shares]] = defaultdict(list)
        for index in self.readings:
            of_source[self.sentences[index].source].append(self._matches(asked, index))
        return {source: np.max(matches, axis=0) for source, matches in of_source.items()}

    def _matches(self, asked: Question, index: int) -> Shares:
        return asked.matches(self.readings[index], self.sentences[index].with_heading)


def sayable(question: str, sources: Sequence[Source]) -> list[Sentence]:
    """Return what may be quoted: no code unless the question names some, no titles if avoidable."""
    read = read_sentences(sources)
    if not names_code(question):
        read = [sentence for sentence in read if not sentence.code]
    return [sentence for sentence in read if not sentence.title or sentence.asks] or read


def worth_reading(
    sentences: Sequence[Sentence],
    weights: Mapping[str, float],
    *,
    language: str,
    first: Collection[int] = (),
) -> list[int]:
    """Return the indices, ascending, of the sentences that share most with the question.

    Those of ``first`` are chosen before the others.
    """
    shared = [
        coverage(sentence.with_heading, weights, language=language)
        - A_RANK_UNREAD * sentence.source
        + (index in first)
        for index, sentence in enumerate(sentences)
    ]
    chosen: list[int] = []
    left = MOST_READ_CHARACTERS
    for index in sorted(range(len(sentences)), key=lambda index: -shared[index])[:MOST_READ]:
        left -= len(sentences[index].text)
        if left >= 0 or not chosen:
            chosen.append(index)
    return sorted(chosen)

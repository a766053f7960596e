"""The sentences that may be quoted as an answer, and how well the likeliest of them match."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

import numpy as np

from ai_features.gateway.local import DIMENSIONS, Encoding
from ai_features.knowledge.extraction.evidence import Evidence, Question, Shares, coverage
from ai_features.knowledge.extraction.kinds import Sought
from ai_features.knowledge.extraction.letters import asked_for
from ai_features.knowledge.extraction.picking import Vectors
from ai_features.knowledge.extraction.reading import Sentence, Source, names_code, read_sentences

# Encoding takes most of the time, so only those sentences are encoded that share most words with
# the question.
MOST_ENCODED: Final = 6
MOST_ENCODED_CHARACTERS: Final = 1_200
# Deducted for each rank of its passage: from the share of words, and from the score.
RANK_FROM_SHARED: Final = 0.1
RANK_FROM_SCORE: Final = 0.02
# The score of a sentence that was not encoded, or that cannot be the answer.
NO_ANSWER: Final = -1.0


@dataclass(frozen=True)
class Candidates:
    """Sentences that may be quoted, and the encodings of the likeliest.

    ``encodings`` is keyed by index in ``sentences``.
    """

    sentences: Sequence[Sentence]
    encodings: Mapping[int, Encoding]

    def scores(self, asked: Sequence[Question]) -> list[float]:
        """Return how well each sentence matches the questions, less ``RANK_FROM_SCORE`` a rank.

        A follow-up's own words count beside the question with the words it borrows. A sentence
        that was not encoded scores ``NO_ANSWER``.
        """
        scores = [NO_ANSWER] * len(self.sentences)
        for index in self.encodings:
            found = [each.score(self._matches(each, index)) for each in asked]
            if len(asked) > 1:
                found.append(asked[0].telling_score(self._matches(asked[0], index)))
            scores[index] = fmean(found) - RANK_FROM_SCORE * self.sentences[index].source
        return scores

    def vectors(self) -> Vectors:
        """Return a vector per sentence, shape ``(sentences, DIMENSIONS)``; zeros if not encoded."""
        vectors = np.zeros((len(self.sentences), DIMENSIONS), dtype=np.float32)
        for index, encoding in self.encodings.items():
            vectors[index] = encoding.vector
        return vectors

    def evidence(
        self, asked: Sequence[Question], *, contexts: Sequence[Collection[str]]
    ) -> Evidence:
        """Return the evidence in the passages; ``contexts`` has the terms above each of them."""
        whole, matched = asked[-1], self._matched(asked[-1])
        own = 1.0
        if len(asked) > 1:
            own = max(
                asked[0].telling_score(matches, context=contexts[source])
                for source, matches in self._matched(asked[0]).items()
            )
        return Evidence(
            meaning=max(whole.meaning(encoding) for encoding in self.encodings.values()),
            words=max(
                whole.score(matches, context=contexts[source])
                for source, matches in matched.items()
            ),
            own=own,
        )

    def in_passages_with(self, looked_for: Sought) -> Candidates:
        """Return those in the passages of which an encoded sentence has what is looked for."""
        sources = {
            self.sentences[index].source
            for index in self.encodings
            if looked_for.is_in(self.sentences[index].text)
        }
        left = {
            index: encoding
            for index, encoding in self.encodings.items()
            if self.sentences[index].source in sources
        }
        return Candidates(self.sentences, left)

    def _matched(self, asked: Question) -> dict[int, Shares]:
        """Return, for each passage, its sentences' best match for each piece of a question."""
        of_source: dict[int, list[Shares]] = defaultdict(list)
        for index in self.encodings:
            of_source[self.sentences[index].source].append(self._matches(asked, index))
        return {source: np.max(matches, axis=0) for source, matches in of_source.items()}

    def _matches(self, asked: Question, index: int) -> Shares:
        return asked.matches(self.encodings[index], self.sentences[index].with_heading)


def quotable(question: str, sources: Sequence[Source]) -> list[Sentence]:
    """Return what may be quoted: no code unless the question names some, no titles if avoidable.

    Salutations and the like answer nothing, and the lines of a mail's header only what is asked
    about the mail.
    """
    fields = asked_for(question)
    read = [
        sentence
        for sentence in read_sentences(sources)
        if not sentence.formal and (sentence.field is None or sentence.field in fields)
    ]
    if not names_code(question):
        read = [sentence for sentence in read if not sentence.code]
    return [
        sentence for sentence in read if not sentence.title or sentence.asks or sentence.field
    ] or read


def likeliest(
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
        - RANK_FROM_SHARED * sentence.source
        + (index in first)
        for index, sentence in enumerate(sentences)
    ]
    chosen: list[int] = []
    left = MOST_ENCODED_CHARACTERS
    for index in sorted(range(len(sentences)), key=lambda index: -shared[index])[:MOST_ENCODED]:
        left -= len(sentences[index].text)
        if left >= 0 or not chosen:
            chosen.append(index)
    return sorted(chosen)

"""How well texts answer a question, judged word by word and as a whole."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ai_features.gateway.local import Reading
from ai_features.knowledge.words.analyzer import Token, terms, tokens
from ai_features.knowledge.words.query import LAST_LATIN

Shares = NDArray[np.float64]

# Fitted by logistic regression, see docs/decisions/0016-answers-and-refusals.md.
INTERCEPT: Final = -10.2
OF_MEANING: Final = 5.5
OF_WORDS: Final = 11.7
# A sentence may be near in meaning and answer nothing: above this a cosine says no more.
NEAR_ENOUGH: Final = 0.5
# From here on the documents are taken to answer. Outside the model's language an answer is harder
# to see, and nothing foreign comes near.
SPEAK_FROM: Final = 0.5
SPEAK_FROM_FOREIGN: Final = 0.42
# What a follow-up must find of its own words: what it borrows is found easily, and is no reason.
OWN_FROM: Final = 0.5
# What a word counts that stands in a passage's title or section: as much as one that is alike.
IN_CONTEXT: Final = 0.8
# Words in other than Latin letters, and codes, years and versions, which the model takes for one
# another (E07 and E09, 2024 and 2025): they are there as they are, or they are not.
THERE: Final = 0.85
NOT_THERE: Final = 0.2
YEAR_OR_VERSION: Final = re.compile(r"(?:19|20)\d\d|\d+(?:\.\d+){2,}")


class Question:
    """A question, and how much each of its word pieces weighs.

    ``weights`` is the idf of its telling terms. Half of the weight goes by that, a word's being
    that of its rarest term, and half to all pieces alike: in a small collection, where every word
    is rare, idf says little.
    """

    def __init__(
        self, text: str, reading: Reading, weights: Mapping[str, float], *, language: str
    ) -> None:
        self.reading = reading
        self._words = list(tokens(text, language=language))
        self._pieces = [_pieces_of(word, reading.spans) for word in self._words]
        self._literal = [
            number for number, word in enumerate(self._words) if _is_literal(word.terms)
        ]
        self._language = language
        self._telling = _telling(self._words, self._pieces, weights, of=len(reading.spans))
        alike = np.full(len(reading.spans), 1 / len(reading.spans))
        self._shares = (self._telling + alike) / 2 if self._telling.any() else alike

    def matches(self, reading: Reading, text: str) -> Shares:
        """Return for each piece of the question how near the nearest piece of ``text`` comes.

        Late interaction, as in ColBERT (Khattab and Zaharia 2020): a synonym or another form of
        a word comes close, a word that is not there does not. ``reading`` is that of ``text``.
        """
        near = np.asarray((self.reading.pieces @ reading.pieces.T).max(axis=1), dtype=np.float64)
        if self._literal:
            own = frozenset(terms(text, language=self._language))
            for number in self._literal:
                there = any(term in own for term in self._words[number].terms)
                near[self._pieces[number]] = THERE if there else NOT_THERE
        return near

    def found(self, matches: Shares, *, context: Collection[str] = ()) -> float:
        """Return how much of the question is matched, by weight; ``context`` holds terms."""
        return float(self._lifted(matches, context) @ self._shares)

    def told(self, matches: Shares, *, context: Collection[str] = ()) -> float:
        """Return how much of its telling words alone is matched, all where it has none."""
        if not self._telling.any():
            return 1.0
        return float(self._lifted(matches, context) @ self._telling)

    def meaning(self, reading: Reading) -> float:
        """Return the cosine of the question and a text."""
        return float(self.reading.vector @ reading.vector)

    def _lifted(self, matches: Shares, context: Collection[str]) -> Shares:
        lifted = matches.copy()
        for word, pieces in zip(self._words, self._pieces, strict=True):
            if any(term in context for term in word.terms):
                lifted[pieces] = np.maximum(lifted[pieces], IN_CONTEXT)
        return lifted


@dataclass(frozen=True)
class Evidence:
    """What speaks for an answer being there.

    ``meaning`` is the best cosine of a sentence with the question, ``words`` how much of it is
    matched by the sentences of one passage (:meth:`Question.found`), ``own`` the same of the
    telling words of a follow-up by itself (:meth:`Question.told`), 1 where nothing is borrowed.
    """

    meaning: float = 0.0
    words: float = 0.0
    own: float = 1.0

    @property
    def likelihood(self) -> float:
        """The estimated probability that the passages answer the question."""
        evidence = INTERCEPT + OF_MEANING * min(self.meaning, NEAR_ENOUGH) + OF_WORDS * self.words
        return 1 / (1 + math.exp(-evidence))


def coverage(text: str, weights: Mapping[str, float], *, language: str = "") -> float:
    """Return the share of the question's terms, by idf, that ``text`` has."""
    total = sum(weights.values())
    if not total:
        return 0.0
    found = set(terms(text, language=language))
    return sum(weight for term, weight in weights.items() if term in found) / total


def _is_literal(word: Sequence[str]) -> bool:
    code = any(map(str.isalpha, "".join(word))) and any(map(str.isdigit, "".join(word)))
    return (
        code
        or any(map(YEAR_OR_VERSION.fullmatch, word))
        or any(character > LAST_LATIN for term in word for character in term)
    )


def _pieces_of(word: Token, spans: Sequence[tuple[int, int]]) -> list[int]:
    return [
        number for number, (start, end) in enumerate(spans) if word.start <= start < end <= word.end
    ]


def _telling(
    words: Sequence[Token],
    pieces: Sequence[Sequence[int]],
    weights: Mapping[str, float],
    *,
    of: int,
) -> Shares:
    """Return how much of the weight of its telling words each piece has; nothing without any."""
    shares = np.zeros(of)
    for word, numbers in zip(words, pieces, strict=True):
        weight = max((weights.get(term, 0.0) for term in word.terms), default=0.0)
        for number in numbers:
            shares[number] = max(shares[number], weight / len(numbers))
    return shares / shares.sum() if shares.any() else shares

"""How well texts answer a question, judged word by word and as a whole."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ai_features.gateway.local import Encoding
from ai_features.knowledge.extraction.ranges import quantities_in
from ai_features.knowledge.words.analyzer import Token, terms, tokens
from ai_features.knowledge.words.function_words import AUXILIARIES
from ai_features.knowledge.words.query import LAST_LATIN
from ai_features.knowledge.words.sentences import word_set

Shares = NDArray[np.float64]

# Fitted by logistic regression, see docs/decisions/0037-small-words-of-a-question.md.
INTERCEPT: Final = -11.9
OF_MEANING: Final = 9.0
OF_WORDS: Final = 12.2
# Higher cosines count as this one: a sentence may be near in meaning and yet answer nothing.
NEAR_ENOUGH: Final = 0.5
# From this likelihood on, the documents are taken to answer.
SPEAK_FROM: Final = 0.5
# The share of a follow-up's own words that must be found: borrowed words are found easily and
# prove nothing.
OWN_FROM: Final = 0.5
# The match of a word that stands in a passage's title or section: that of a similar word.
IN_CONTEXT: Final = 0.8
# The match of words that are compared literally, since the model confuses them: words in other
# scripts, codes, years and versions (E07 and E09, 2024 and 2025). No other code will do for one
# that is missing.
THERE: Final = 0.85
NOT_THERE: Final = 0.2
NO_CODE: Final = 0.0
# Pronouns and auxiliary verbs of English and German: an answer has others (“do you …?” “we do”).
SMALL: Final = word_set(
    f"{AUXILIARIES['en']} been i me my mine we us our ours you your it its they them their he she"
    f" his her {AUXILIARIES['de']} habe ich mich mir mein meine meinen wir uns unser unsere sie ihr"
)
# The weight of such a word; others weigh 1.
OF_SMALL: Final = 0.3
YEAR_OR_VERSION: Final = re.compile(r"(?:19|20)\d\d|\d+(?:\.\d+){2,}")


class Question:
    """A question, and the weights of its word pieces, which add up to 1.

    ``weights`` is the idf of its telling terms. Half of the weight follows it, each word by its
    rarest term; the other half is spread evenly over all pieces, small words excepted, since in a
    small collection, where every word is rare, idf says little.
    """

    def __init__(
        self, text: str, encoding: Encoding, weights: Mapping[str, float], *, language: str
    ) -> None:
        self.encoding = encoding
        self._words = list(tokens(text, language=language))
        self._pieces = [_pieces_of(word, encoding.spans) for word in self._words]
        self._literal = [
            number for number, word in enumerate(self._words) if _is_literal(word.terms)
        ]
        self._language = language
        self._telling = _telling(self._words, self._pieces, weights, of=len(encoding.spans))
        alike = _alike(text, self._words, self._pieces, of=len(encoding.spans))
        self._shares = (self._telling + alike) / 2 if self._telling.any() else alike

    def matches(self, encoding: Encoding, text: str) -> Shares:
        """Return, for each piece of the question, its cosine with the nearest piece of ``text``.

        Late interaction, as in ColBERT (Khattab and Zaharia 2020): a synonym or another form of
        a word comes close, a missing word does not. ``encoding`` is that of ``text``. Words that
        are compared literally score ``THERE``, or ``NOT_THERE`` or ``NO_CODE``, instead.
        """
        near = np.asarray((self.encoding.pieces @ encoding.pieces.T).max(axis=1), dtype=np.float64)
        if self._literal:
            own = frozenset(terms(text, language=self._language))
            for number in self._literal:
                there = any(term in own for term in self._words[number].terms)
                near[self._pieces[number]] = THERE if there else self._missing(number)
        return near

    def score(self, matches: Shares, *, context: Collection[str] = ()) -> float:
        """Return the weighted mean of ``matches``.

        A word with a term in ``context``, the terms above the passage, counts at least
        ``IN_CONTEXT``.
        """
        return float(self._lifted(matches, context) @ self._shares)

    def telling_score(self, matches: Shares, *, context: Collection[str] = ()) -> float:
        """Return the mean of :meth:`score` over the telling words alone; 1 if there are none."""
        if not self._telling.any():
            return 1.0
        return float(self._lifted(matches, context) @ self._telling)

    def meaning(self, encoding: Encoding) -> float:
        """Return the cosine of the question with a text."""
        return float(self.encoding.vector @ encoding.vector)

    def _missing(self, number: int) -> float:
        return NO_CODE if _is_code(self._words[number].terms) else NOT_THERE

    def _lifted(self, matches: Shares, context: Collection[str]) -> Shares:
        lifted = matches.copy()
        for word, pieces in zip(self._words, self._pieces, strict=True):
            if any(term in context for term in word.terms):
                lifted[pieces] = np.maximum(lifted[pieces], IN_CONTEXT)
        return lifted


@dataclass(frozen=True)
class Evidence:
    """The evidence that an answer is there.

    ``meaning`` is the best cosine of a sentence with the question, ``words`` how well the sentences
    of one passage match the question (:meth:`Question.score`), ``own`` how well they match the
    telling words of a follow-up by itself (:meth:`Question.telling_score`); 1 if it borrows
    nothing.
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
    """Return the share, by idf, of the question's terms that ``text`` contains, from 0 to 1."""
    total = sum(weights.values())
    if not total:
        return 0.0
    found = set(terms(text, language=language))
    return sum(weight for term, weight in weights.items() if term in found) / total


def _is_literal(word: Sequence[str]) -> bool:
    return _is_code(word) or any(character > LAST_LATIN for term in word for character in term)


def _is_code(word: Sequence[str]) -> bool:
    """Return whether a word is a code, a year or a version; “9m” is none of them."""
    letters = "".join(word)
    mixed = any(map(str.isalpha, letters)) and any(map(str.isdigit, letters))
    if mixed and quantities_in(letters):
        return False
    return mixed or any(map(YEAR_OR_VERSION.fullmatch, word))


def _pieces_of(word: Token, spans: Sequence[tuple[int, int]]) -> list[int]:
    return [
        number for number, (start, end) in enumerate(spans) if word.start <= start < end <= word.end
    ]


def _alike(
    text: str, words: Sequence[Token], pieces: Sequence[Sequence[int]], *, of: int
) -> Shares:
    """Return even shares of the weight, but for the pieces of small words."""
    shares = np.ones(of)
    for word, numbers in zip(words, pieces, strict=True):
        if numbers and _is_small(text[word.start : word.end]):
            shares[list(numbers)] = OF_SMALL
    return np.asarray(shares / shares.sum(), dtype=np.float64)


def _is_small(word: str) -> bool:
    # “US” is no pronoun.
    return word.casefold() in SMALL and (len(word) == 1 or not word.isupper())


def _telling(
    words: Sequence[Token],
    pieces: Sequence[Sequence[int]],
    weights: Mapping[str, float],
    *,
    of: int,
) -> Shares:
    """Return each piece's share of the telling words' weight, shape ``(of,)``; zeros if none."""
    shares = np.zeros(of)
    for word, numbers in zip(words, pieces, strict=True):
        weight = max((weights.get(term, 0.0) for term in word.terms), default=0.0)
        for number in numbers:
            shares[number] = max(shares[number], weight / len(numbers))
    return shares / shares.sum() if shares.any() else shares

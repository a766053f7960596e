"""The kind of thing that a question asks for, told from its form, and whether a text holds one.

Answer typing, known from question answering at TREC (Li and Roth, "Learning Question Classifiers",
2002), for the few kinds that the form of a question gives away and that a pattern can find in a
text. It covers English and German; for questions in other languages the kind is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from ai_features.knowledge.extraction import amounts
from ai_features.knowledge.words.analyzer import terms, tokens
from ai_features.knowledge.words.asking import WHICH, phrase
from ai_features.knowledge.words.codes import codes_in

LANGUAGES: Final = ("en", "de", "")
# The most words between “free of charge” and the nearest word of the question.
NEAR: Final = 10

Form = re.Pattern[str]


ASKING: Final = phrase(rf"\b(?:{WHICH})\b")
_DOES: Final = (
    r"(?:do|does|did|is|are|was|were|will|would|must|should|can|could|may|might|have|has|had)"
)
_ON: Final = r"(?:\W*$|\s+(?:to|of|for|per|me|us|you|an?|in|on|at|if|when|with|without|now)\b)"
_PRICES: Final = r"(?:price|cost|fee|fare|rent|salary|wage)s?"
_PREISE: Final = r"\w*(?:preise?|gebühr(?:en)?|kosten|miete|gehalt|lohn)\b"
MONEY: Final = phrase(
    rf"""how\s+(?:expensive|costly)\b
    |how\s+much\s+money\b
    |how\s+much\s+{_DOES}\b.*\b(?:costs?|pay|paid|charged?|earn(?:ed)?|spen[dt]|worth)\b
    |what\s+{_DOES}\b.*(?<!\bthe)(?<!\ba)\scost(?={_ON})
    |(?:what|which)\s+(?:is|are|was|were)\s+(?:\w+\s+){{0,3}}?{_PRICES}(?={_ON})(?!\s+\w+\W*$)
    |(?:what|which)\s+price\b(?!\s+list)
    |wie\s+teuer\b
    |wie\s*viel\s+geld\b
    |(?:was|wie\s*viel)\b.*\b(?-i:kost(?:et|en|ete|eten))\b
    |(?:was|wie\s+hoch)\s+(?:ist|sind|war|waren)\s+(?:\w+\s+){{0,3}}?{_PREISE}
    |welche[mnrs]?\s+preis\b"""
)
DURATION: Final = phrase(r"how\s+long\b(?!\s+ago)|wie\s+lange?\b")
FREQUENCY: Final = phrase(r"how\s+(?:often|frequently)\b|wie\s+(?:oft|häufig)\b")
AGE: Final = phrase(r"how\s+old\b|(?:what|which)\s+age\b|wie\s+alt\b")
NUMBER: Final = phrase(
    r"""how\s+(?:many|much)\b
    |(?:what|which)\s+(?:percent(?:age)?|per\s+cent|number|proportion)\b
    |wie\s*viele?[nrms]?\b(?!\s*uhr)"""
)
MEASURE: Final = phrase(
    r"""how\s+(?:far|tall|high|deep|wide|thick|heavy|hot|cold|warm|loud|big|large|fast)\b
    |(?:what|which)\s+temperature\b
    |wie\s+(?:weit|hoch|gro(?:ß|ss)|tief|breit|dick|schwer|hei(?:ß|ss)|kalt|warm|laut|schnell)\b"""
)
TIME: Final = phrase(
    r"""(?:what|which)\s+(?:year|date|day|month|time|century|decade)\b
    |when\s+(?:do|does|did|is|are|was|were|will|must|should|can|could|may|has|have|had)\b
    |wann\b|welche[mnrs]?\s+(?:jahre?|tage?|monat|datum|jahrhundert)\b|wie\s*viel\s+uhr\b"""
)
# “Who may apply?” is answered by “charities and schools”, this by a name.
NAME: Final = phrase(
    r"""who\s+(?:is|are|was|were)\s+(?:the|my|our|your|its|his|her|their)\s+(?:[\w-]+\s+){0,2}[\w-]+\W*$
    |who\s+(?:founded|wrote|invented|discovered|designed|painted|composed|directed)\b"""
)
# “How do I …”, “what are the steps”: asks for all the steps of a list, not for one.
STEPS: Final = phrase(
    r"""\bhow\s+(?:do|does|can|could|should|must|to)\b
    |\b(?:steps|instructions|procedure|schritte|anleitung|vorgehen)\b
    |\bwie\s+(?:kann|muss|soll|geht|mach\w*|stell\w*|richt\w*)\b"""
)


class AnswerKind(Enum):
    """A kind of thing; the value is what a reader calls it."""

    MONEY = "an amount of money"
    DURATION = "a length of time"
    FREQUENCY = "how often"
    AGE = "an age"
    NUMBER = "a number"
    MEASURE = "a measure"
    TIME = "a time"
    NAME = "a name"


# In the order they are tried: “how much does it cost” asks for a number as well.
FORMS: Final[Mapping[AnswerKind, Form]] = {
    AnswerKind.MONEY: MONEY,
    AnswerKind.DURATION: DURATION,
    AnswerKind.FREQUENCY: FREQUENCY,
    AnswerKind.AGE: AGE,
    AnswerKind.NUMBER: NUMBER,
    AnswerKind.MEASURE: MEASURE,
    AnswerKind.TIME: TIME,
    AnswerKind.NAME: NAME,
}
# The patterns that show that a text holds such a thing.
SHOWN_BY: Final[Mapping[AnswerKind, Form]] = {
    AnswerKind.MONEY: amounts.MONEY,
    AnswerKind.DURATION: amounts.DURATION,
    AnswerKind.FREQUENCY: amounts.FREQUENCY,
    AnswerKind.AGE: amounts.AGE,
    AnswerKind.NUMBER: amounts.NUMBER,
    AnswerKind.MEASURE: amounts.NUMBER,
    AnswerKind.TIME: amounts.TIME,
    AnswerKind.NAME: amounts.NAME,
}


def kind_asked(question: str) -> AnswerKind | None:
    """Return the kind of thing a question asks for, if its first question word gives it away.

    “Who decides how many?” asks for somebody, not for a number.
    """
    first = ASKING.search(question)
    if not first:
        return None
    fitting = (kind for kind, form in FORMS.items() if form.match(question, first.start()))
    return next(fitting, None)


def asks_for_steps(question: str) -> bool:
    """Tell whether a question asks how something is done."""
    return bool(STEPS.search(question))


@dataclass(frozen=True)
class Sought:
    """What a question looks for: a kind of thing, and its telling terms apart from price words.

    ``language`` is that of the documents. ``codes`` are those of the question, in lower
    case: the figures in them are no answer to it.
    """

    kind: AnswerKind
    terms: frozenset[str]
    language: str
    codes: frozenset[str] = frozenset()

    @property
    def is_sure(self) -> bool:
        """Whether an answer must hold such a thing: “after the trial” says when without a time.

        Names are told by their capitals, which German gives to every noun.
        """
        if self.kind == AnswerKind.NAME:
            return self.language != "de" and self.language in LANGUAGES
        return self.kind != AnswerKind.TIME and self.language in LANGUAGES

    def is_in(self, text: str) -> bool:
        """Tell whether ``text`` clearly holds such a thing."""
        if SHOWN_BY[self.kind].search(self._without_codes(text)):
            return True
        return self.kind == AnswerKind.MONEY and self._is_free(text)

    def may_be_in(self, text: str) -> bool:
        """Tell whether ``text`` holds such a thing in any form: “all of them”, “as often as …”.

        A measure takes a figure, however it is asked for.
        """
        if self.is_in(text):
            return True
        own = self._without_codes(text)
        return self.kind not in (AnswerKind.MONEY, AnswerKind.NAME, AnswerKind.MEASURE) and bool(
            amounts.NUMBER.search(own) or amounts.SOME.search(own)
        )

    def _without_codes(self, text: str) -> str:
        kept = (word for word in text.split() if self.codes.isdisjoint(_codes_in(word)))
        return " ".join(kept) if self.codes else text

    def _is_free(self, text: str) -> bool:
        """Tell whether ``text`` says that the subject of the question is free, not something else.

        All ``terms`` must occur, one of them within ``NEAR`` words of “free”.
        """
        free = amounts.FREE.search(text)
        if not free or not self.terms:
            return False
        found = list(tokens(text, language=self.language))
        if not self.terms <= {term for token in found for term in token.terms}:
            return False
        return any(
            _words_between(text, (token.start, token.end), free.span()) <= NEAR
            for token in found
            if not self.terms.isdisjoint(token.terms)
        )


def sought(question: str, weights: Mapping[str, float], *, language: str) -> Sought | None:
    """Return what a question looks for, if its form tells; ``weights`` has its telling terms."""
    kind = kind_asked(question)
    if kind is None:
        return None
    price = terms(amounts.OF_PRICES, language=language)
    return Sought(kind, frozenset(weights).difference(price), language, _codes_in(question))


def _codes_in(text: str) -> frozenset[str]:
    return frozenset(code.casefold() for code in codes_in(text))


def _words_between(text: str, one: tuple[int, int], other: tuple[int, int]) -> int:
    first, second = sorted([one, other])
    return len(text[first[1] : second[0]].split())

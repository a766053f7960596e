"""What a question takes from those before it, told from its words alone, when no model reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ai_features.knowledge.extraction.extract import Answer
from ai_features.knowledge.words.codes import codes_in, without_codes
from ai_features.knowledge.words.light import WORDS
from ai_features.knowledge.words.sentences import word_set

# “Is there …” and “gibt es …” point at nothing before them.
EXPLETIVE: Final = re.compile(
    r"\b(?:is|are|was|were|will|be|has|have|does|do)\s+there\b|\bthere\s+(?:is|are|was|were|will)\b"
    r"|\b(?:gibt|gab|geht|ist)\s+es\b(?=\s+\w)|\bes\s+(?:gibt|gab)\b",
    re.IGNORECASE,
)
# “Sie” with a capital is whoever is spoken to.
POINTING: Final = re.compile(
    r"\b(?:it|its|they|them|their|that|those|these|this|he|she|him|his|her|hers|there|then|same|else|"
    r"too|also|ones|er|es|ihn|ihm|ihr|ihre[mnrs]?|(?-i:sie)|dies|diese[mnrs]?|davon|dabei|dafür|"
    r"damit|daran|darauf|danach|dort|dann|auch|(?:which|what|the|other)\s+one)\b",
    re.IGNORECASE,
)
CARRYING_ON: Final = re.compile(
    r"\W*(?:(?:and|or|but|so|und|oder|aber|et|ou|mais|y|pero|e)\s|(?:what|how)\s+about\b|"
    r"i\s+mean(?:t)?\b|no\W+i\s+mean(?:t)?\b|(?:nein\W+)?ich\s+mein(?:t)?e\b|was\s+ist\s+mit\b|wie\s+(?:ist|sieht|steht|wäre)\s+(?:es|das)\s+(?:\w+\s+)?(?:mit|bei|aus)\b)",
    re.IGNORECASE,
)
SHORT: Final = 4
# A few words without any of these say only what they are about: “Batteries?”
ASKING: Final = word_set(
    "which what who whom whose when where why how can could may might must shall should will would"
    " do does did is are was were has have had welche welcher welches welchen wer wen wem was wann"
    " wo wie warum wieso kann können muss müssen soll sollen darf dürfen ist sind war wird werden"
    " hat haben gibt"
)
SPOKEN_TO: Final = word_set("you your yours yourself du dich dir dein ihr euch")
LIGHT: Final = word_set(f"{WORDS['en']} {WORDS['de']} was") - SPOKEN_TO


# What leans says little by itself: if it is read so, its answer must be found more surely.
SURE_ALONE: Final = 0.7


class Way(NamedTuple):
    """A way to read a question: with another that it borrows, or by itself.

    ``sure`` is how likely an answer must be, at least.
    """

    borrowed: str = ""
    sure: float = 0.0

    def is_answered_by(self, answer: Answer) -> bool:
        """Tell whether the question, read so, is answered."""
        return answer.supported and answer.score >= self.sure


def ways_to_read(question: str, asked: Sequence[str], *, beside: str = "") -> list[Way]:
    """Return the ways to read ``question``, in the order to try.

    ``asked`` are the questions before it, oldest first; ``beside`` is what its own message says
    around it. A question that leans on others is read with what is beside it, with the last
    question, with the one that this leans on itself, and finally alone. A short one is read alone,
    then with the last. Any other is read with what is beside it, then alone. A code of its own
    takes the place of theirs, and says by itself what the question is about.
    """
    before = [beside] if beside else asked[-1:]
    if not before:
        return [Way()]
    if leans_on_history(question):
        sure = 0.0 if codes_in(question) else SURE_ALONE
        subject = [asked[-1], _subject(asked)] if asked else []
        return [*_borrowing(question, [*before, *subject]), Way(sure=sure)]
    short = len(question.split()) <= SHORT
    if beside:
        return [*_borrowing(question, before), Way()]
    return [Way(), *_borrowing(question, before)] if short else [Way()]


def leans_on_history(question: str) -> bool:
    """Return whether a question can hardly be understood without the one before it.

    It points back, carries on, or says nothing of what it is about, or nothing but that.
    """
    words = re.findall(r"\w+", question.casefold())
    return bool(
        CARRYING_ON.match(question)
        or POINTING.search(EXPLETIVE.sub(" ", question))
        or LIGHT.issuperset(words)
        or (len(words) <= SHORT and ASKING.isdisjoint(words))
    )


def _borrowing(question: str, asked: Sequence[str]) -> Iterator[Way]:
    """Yield the ways with each of ``asked``: of one without its code, if it says more than that."""
    if not codes_in(question):
        yield from map(Way, dict.fromkeys(asked))
        return
    for borrowed in dict.fromkeys(map(without_codes, asked)):
        if not LIGHT.issuperset(re.findall(r"\w+", borrowed.casefold())):
            yield Way(borrowed)


def _subject(asked: Sequence[str]) -> str:
    """Return the last question that stands alone: it names what those after it are about."""
    return next((each for each in reversed(asked) if not leans_on_history(each)), asked[0])

"""What a question borrows from those before it, judged by its words when no model reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ai_features.knowledge.extraction.answering import Answer
from ai_features.knowledge.words.asking import QUESTION_WORD
from ai_features.knowledge.words.codes import codes_in, without_codes
from ai_features.knowledge.words.function_words import AUXILIARIES, WORDS
from ai_features.knowledge.words.sentences import word_set

# “Is there …” and “gibt es …” refer to nothing before them.
EXPLETIVE: Final = re.compile(
    r"\b(?:is|are|was|were|will|be|has|have|does|do)\s+there\b|\bthere\s+(?:is|are|was|were|will)\b"
    r"|\b(?:gibt|gab|geht|ist)\s+es\b(?=\s+\w)|\bes\s+(?:gibt|gab)\b",
    re.IGNORECASE,
)
# “Sie” with a capital is the polite “you”.
POINTING: Final = re.compile(
    r"\b(?:it|its|they|them|their|that|those|these|this|he|she|him|his|her|hers|there|then|same|else|"
    r"too|also|ones|er|es|ihn|ihm|ihr|ihre[mnrs]?|(?-i:sie)|dies|diese[mnrs]?|davon|dabei|dafür|"
    r"damit|daran|darauf|danach|dort|dann|auch|(?:which|what|the|other)\s+one)\b",
    re.IGNORECASE,
)
CARRYING_ON: Final = re.compile(
    r"\W*(?:(?:and|or|but|so|und|oder|aber|et|ou|mais|y|pero|e)\s|(?:what|how)\s+about\b|"
    r"was\s+ist\s+mit\b|wie\s+(?:ist|sieht|steht|wäre)\s+(?:es|das)\s+(?:\w+\s+)?(?:mit|bei|aus)\b)",
    re.IGNORECASE,
)
SHORT: Final = 4
# A few words with none of these verbs, and no question word, only name a topic: “Batteries?”
VERBS: Final = word_set(
    f"{AUXILIARIES['en']} is are was were"
    f" {AUXILIARIES['de']} sollen ist sind war wird werden hat gibt"
)
SPOKEN_TO: Final = word_set("you your yours yourself du dich dir dein ihr euch")
FUNCTION_WORDS: Final = word_set(f"{WORDS['en']} {WORDS['de']} was") - SPOKEN_TO
# A question that leans on others says little by itself: read alone, it needs a likelier answer.
SURE_ALONE: Final = 0.7


class Way(NamedTuple):
    """A way to read a question: with the words it borrows from others, or by itself.

    ``sure`` is the least likelihood at which an answer is accepted.
    """

    borrowed: str = ""
    sure: float = 0.0

    def is_answered_by(self, answer: Answer) -> bool:
        """Return whether the answer will do for the question read this way."""
        return answer.supported and answer.score >= self.sure


def ways_to_read(
    question: str, asked: Sequence[str], *, beside: str = "", whole: bool = False
) -> list[Way]:
    """Return the ways to read ``question``, in the order to try them.

    ``asked`` are the questions before it, oldest first; ``beside`` and ``whole`` are those of the
    message's :class:`~ai_features.chat.wording.Wording`. A question that leans on others is read
    with what is beside it, then with the newest question, then with the newest that stands alone,
    and finally by itself. Any other is read with what is beside it, then by itself; if there is
    nothing beside it, by itself and, if it is short, then with the newest. A code in the question
    replaces the codes in what it borrows, and makes it clear enough to be read by itself.
    """
    before = [beside] if beside else asked[-1:]
    if not before:
        return [Way()]
    if _points_back(question) if whole else leans_on_history(question):
        sure = 0.0 if codes_in(question) else SURE_ALONE
        subject = [asked[-1], _subject(asked)] if asked else []
        return [*_borrowing(question, [*before, *subject]), Way(sure=sure)]
    short = len(question.split()) <= SHORT and not whole
    if beside:
        return [*_borrowing(question, before), Way()]
    return [Way(), *_borrowing(question, before)] if short else [Way()]


def leans_on_history(question: str) -> bool:
    """Return whether the question can hardly be understood without the one before it.

    It points back, carries on, names no topic, or names a topic and nothing else.
    """
    words = re.findall(r"\w+", question.casefold())
    asks = not VERBS.isdisjoint(words) or any(map(QUESTION_WORD.fullmatch, words))
    topic_alone = len(words) <= SHORT and not asks
    return _points_back(question) or FUNCTION_WORDS.issuperset(words) or topic_alone


def _points_back(question: str) -> bool:
    return bool(CARRYING_ON.match(question) or POINTING.search(EXPLETIVE.sub(" ", question)))


def _borrowing(question: str, asked: Sequence[str]) -> Iterator[Way]:
    """Yield a way for each of ``asked``.

    If the question has a code, theirs are removed, and those that say nothing else are skipped.
    """
    if not codes_in(question):
        yield from map(Way, dict.fromkeys(asked))
        return
    for borrowed in dict.fromkeys(map(without_codes, asked)):
        if not FUNCTION_WORDS.issuperset(re.findall(r"\w+", borrowed.casefold())):
            yield Way(borrowed)


def _subject(asked: Sequence[str]) -> str:
    """Return the newest question that stands alone, and so names the subject; else the oldest."""
    return next((each for each in reversed(asked) if not leans_on_history(each)), asked[0])

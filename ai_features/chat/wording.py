"""What a message asks, apart from what is said around it, judged by its words alone.

People greet, thank and explain before they ask. No passage contains those words, so a question read
together with them looks unanswered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from ai_features.chat.courtesy import is_courtesy, without_opening
from ai_features.chat.phrases import (
    ABOUT,
    ASKING,
    CORRECTING,
    EMPTY,
    LINE_OF_A_QUESTION,
    NOT_KNOWN,
    OF_THEMSELVES,
    OPENING,
    POLITE,
    REQUESTING,
    TERM,
    UNSURE,
)
from ai_features.knowledge.extraction.reading import QUESTION_MARKS
from ai_features.knowledge.words.sentences import split_sentences

AFTER_A_QUESTION: Final = "!'\"”’»)]*_"
# Lines of another message, as mail programs mark them, and a message's subject.
QUOTED: Final = re.compile(r"(?:^[ \t]*(?:>|(?i:subject|betreff):).*(?:\n|\Z))+", re.MULTILINE)
QUOTE_MARK: Final = re.compile(r"^[ \t]*(?:>[> \t]*|(?i:subject|betreff):)", re.MULTILINE)
# After the number of a list item; with a colon it would name a field: “Name: …”.
FIRST_WORD: Final = re.compile(r"[\W\d]*([^\W\d]+)\b(?!:)")


class Wording(NamedTuple):
    """A message taken apart: its ``question``, and what it says ``beside`` it, if anything.

    ``whole`` says that the question asked for something by name, however few words are left of it.
    """

    question: str
    beside: str = ""
    whole: bool = False

    @property
    def said(self) -> str:
        """All of it that is worth keeping, in one."""
        return f"{self.beside} {self.question}".strip()


def take_apart(message: str) -> Wording:
    """Return what ``message`` asks and what it says beside it, without greetings and thanks.

    The question is made of the sentences that end in a question mark; if there are none, of those
    that begin like a question or a request; failing that, it is the whole message. Quoted lines of
    another message stand beside a question that is put about them.
    """
    own = QUOTED.sub("\n\n", message)
    apart = _apart(own) if own != message else None
    if apart:
        quoted = QUOTE_MARK.sub("", "".join(QUOTED.findall(message)))
        return apart._replace(beside=" ".join([apart.beside, *quoted.split()]).strip())
    return _apart(message) or Wording(without_opening(" ".join(_said(message))) or message.strip())


def ends_in_question_mark(sentence: str) -> bool:
    """Return whether nothing but closing marks follows the last question mark."""
    return sentence.rstrip(AFTER_A_QUESTION).endswith(QUESTION_MARKS)


def _said(message: str) -> list[str]:
    """Return the sentences without greetings and, if others are left, without what asks nothing."""
    said = [each for each in _sentences(message) if not _is_opening(each)]
    return [each for each in said if not EMPTY.fullmatch(each)] or said


def _apart(message: str) -> Wording | None:
    """Return the message taken apart, or None if no sentence of it asks anything by itself."""
    said = _said(message)
    parts = [_part(each) for each in said]
    asks = [ends_in_question_mark(each) for each in said]
    if not any(asks):
        asks = [part.asks for part in parts]
    if not any(asks) or all(map(EMPTY.fullmatch, said)):
        return None
    each_way = list(zip(said, parts, asks, strict=True))
    told = [part.told if asked else sentence for sentence, part, asked in each_way]
    return Wording(
        " ".join(part.asked for _, part, asked in each_way if asked),
        " ".join(filter(None, told)),
        any(part.whole for _, part, asked in each_way if asked),
    )


class _Part(NamedTuple):
    """A sentence taken apart; ``asks`` says that it does so by its form."""

    asked: str
    told: str
    asks: bool
    whole: bool = False


def _sentences(message: str) -> Sequence[str]:
    message = LINE_OF_A_QUESTION.sub("\n\n", message)
    return [" ".join(message[start:end].split()) for start, end in split_sentences(message)]


def _is_opening(sentence: str) -> bool:
    # On a line of its own, a greeting needs no mark.
    return is_courtesy(sentence) or bool(OPENING.fullmatch(f"{sentence},"))


def _part(sentence: str) -> _Part:
    opened = without_opening(sentence)
    about = ABOUT.fullmatch(opened)
    if about:
        return _Part(about["asked"], "", asks=True, whole=True)
    plain = _without_lead(_about_a_term(_carrying_on(opened)))
    found = OF_THEMSELVES.fullmatch(plain)
    if found and EMPTY.fullmatch(found["asked"]):
        found = None
    asked = _without_lead(found["asked"]) if found else plain
    told = found["told"] if found else ""
    return _Part(asked, told, asks=asked != opened or _requests(asked))


def _carrying_on(sentence: str) -> str:
    """Return a correction as the follow-up question that it stands for."""
    found = CORRECTING.match(sentence)
    if found is None:
        return sentence
    return f"{'And' if found['en'] else 'Und'} {sentence[found.end() :]}"


def _about_a_term(sentence: str) -> str:
    """Return the question that somebody asks who says they do not know a word."""
    if ends_in_question_mark(sentence) or not NOT_KNOWN.search(sentence):
        return sentence
    found = TERM.search(sentence)
    if found is None:
        return sentence
    return f"{'What is' if found['en'] else 'Was ist'} {found['term']}?"


def _without_lead(sentence: str) -> str:
    lead = POLITE.match(sentence) or UNSURE.match(sentence)
    return sentence[lead.end() :] if lead else sentence


def _requests(question: str) -> bool:
    first = FIRST_WORD.match(question)
    return bool(first and (first[1].casefold() in REQUESTING or ASKING.fullmatch(first[1])))

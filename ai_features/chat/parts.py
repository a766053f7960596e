"""A message that asks several things, taken apart into questions that are answered one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ai_features.chat.comparing import Side, sides_of, things_compared
from ai_features.chat.followups import FUNCTION_WORDS, Way, leans_on_history, ways_to_read
from ai_features.chat.measures import by_its_noun
from ai_features.chat.wording import Wording, ends_in_question_mark
from ai_features.knowledge.extraction.answering import Answer
from ai_features.knowledge.words.asking import WHICH
from ai_features.knowledge.words.sentences import split_sentences

MOST_PARTS: Final = 4
_WHICH: Final = (
    rf"(?:(?:by|from|until|since|for|at|with|to|bis|ab|seit|für|von|mit|zu)\s+)?(?:{WHICH})\b"
)
_VERB: Final = (
    r"(?:is|are|was|were|do|does|did|can|could|may|must|will|would|should|has|have"
    r"|ist|sind|war|kann|können|muss|müssen|darf|dürfen|wird|werden|hat|haben|gilt|bekomm\w*)"
)
_SUBJECT: Final = (
    r"(?:it|they|there|the|an?|my|our|your|his|her|its|their|this|that|these|those|i|we|you|he|she"
    r"|any|anyone|anybody|everyone|everybody|all|some"
    r"|ich|wir|man|es|sie|er|das|dies\w*|der|die|ein\w*|mein\w*|unser\w*|alle)\b"
)
# “is loss of profit covered”, but not “is fully covered”.
_CLOSED: Final = r"(?!\w+ly\b)(?:[\w'’-]+\s+){1,5}(?:\w+ed|\w+[ai]ble|\w+free)\b(?=\W*$)"
# Where a sentence goes on to a second question: “… and is it paid?”
AND_ASKS: Final = re.compile(
    rf"(?:\s*[,;]\s*|\s+)(?:and|und|&)\s+(?:also\s+|auch\s+)?"
    rf"(?={_WHICH}|{_VERB}\s+(?:{_SUBJECT}|{_CLOSED}))",
    re.IGNORECASE,
)
ASKS: Final = re.compile(rf"\W*(?:{_WHICH}|{_VERB}\b|gibt\b)", re.IGNORECASE)


class Part(NamedTuple):
    """A question, and the ways to read it, in the order to try them.

    ``sides`` are those of a comparison that its answer must name.
    """

    question: str
    ways: Sequence[Way]
    sides: Sequence[Side] = ()

    def is_answered_by(self, answer: Answer, *, way: Way, text: str) -> bool:
        """Tell whether ``answer`` will do; ``text`` is what it quotes and what stands above."""
        named = all(side.is_named_in(text) for side in self.sides)
        return named and way.is_answered_by(answer)


class Parts(NamedTuple):
    """The questions by which to answer a message.

    With ``all_needed``, an answer to only some of them is no answer.
    """

    parts: Sequence[Part]
    all_needed: bool = True

    def are_answered(self, answered: Sequence[bool]) -> bool:
        """Tell whether enough of the parts are answered to speak."""
        return all(answered) if self.all_needed else any(answered)


def ways_to_answer(wording: Wording, asked: Sequence[str]) -> Iterator[Parts]:
    """Yield the ways to answer a message, in the order to try them.

    A comparison is answered by what is said of both its sides, several questions one by one. Then
    comes the whole message as one question, and that with the noun of a measure that it asks for by
    an adjective. ``asked`` are the questions before it, oldest first.
    """
    question, beside, whole = wording
    yield from _compared(question, asked, beside)
    parts = parts_of(question)
    if len(parts) > 1:
        yield Parts(list(_in_turn(parts, asked, beside)), all_needed=False)
    yield Parts([_part(question, asked, beside, whole=whole)])
    measure = by_its_noun(question)
    if measure:
        yield Parts([_part(measure, asked, beside, whole=whole)])


def _compared(question: str, asked: Sequence[str], beside: str) -> Iterator[Parts]:
    sides = sides_of(question)
    if sides:
        yield Parts([_part_of(side.question, [side], asked, beside) for side in sides])
    things = things_compared(question)
    if things:
        yield Parts([_part_of(things, sides, asked, beside)])


def parts_of(question: str) -> list[str]:
    """Return the questions in ``question``; only itself if it asks one thing."""
    sentences = [question[start:end] for start, end in split_sentences(question)]
    if not all(map(ends_in_question_mark, sentences[:-1])):
        return [question]
    parts = [part for sentence in sentences for part in _split(sentence)]
    return parts if 1 < len(parts) <= MOST_PARTS and not _says_nothing(parts[0]) else [question]


def _split(sentence: str) -> list[str]:
    """Return a sentence cut before each “and” that a question follows, if it begins as one."""
    if not ASKS.match(sentence):
        return [sentence]
    cut = AND_ASKS.split(sentence)
    return [sentence] if _says_nothing(cut[0]) else [each.strip() for each in cut]


def _says_nothing(text: str) -> bool:
    return FUNCTION_WORDS.issuperset(re.findall(r"\w+", text.casefold()))


def _in_turn(parts: Sequence[str], asked: Sequence[str], beside: str) -> Iterator[Part]:
    """Yield the parts; each but the first has the one before it beside it."""
    for number, part in enumerate(parts):
        before = [*asked, *parts[:number]]
        near = parts[number - 1] if number else ""
        if not before and leans_on_history(part):
            near = parts[1]
        yield _part(part, before, " ".join(filter(None, [beside, near])), whole=False)


def _part_of(question: str, sides: Sequence[Side], asked: Sequence[str], beside: str) -> Part:
    return _part(question, asked, beside, whole=True)._replace(sides=sides)


def _part(question: str, asked: Sequence[str], beside: str, *, whole: bool) -> Part:
    return Part(question, ways_to_read(question, asked, beside=beside, whole=whole))

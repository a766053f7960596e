"""Questions by the kind of thing they ask for: ``python -m tests.benchmarks.kinds``.

Our own questions about the sample's documents, answered offline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tests.benchmarks.asking import Question, ask
from tests.benchmarks.followups import sample
from tests.benchmarks.made import singles
from tests.benchmarks.made.singles import Single
from tests.benchmarks.memory import MemoryIndex
from tests.benchmarks.quality_page import table

HEAD: Final = ("the question asks for", "its answer is quoted", "without an answer, refused")
HEAD_AROUND: Final = ("the message", *HEAD[1:])
ABOUT: Final = (
    "Single questions about the sample's documents, without a model: of those that the documents"
    " answer, how many get their answer quoted; of those that they do not, how many are refused."
    " The documents are read, chunked and searched just as the product does it."
)
SETS: Final = (
    ("an amount of money", singles.MONEY, singles.NO_MONEY),
    ("a number, a length, how often", singles.NUMBERS, singles.NO_NUMBERS),
    ("a time", singles.TIMES, singles.NO_TIMES),
    ("anything else", singles.OTHERS, singles.NO_OTHERS),
)

# What people say around a question; ``{}`` is the question, ``{later}`` the same amid a sentence.
AROUND: Final = (
    "{}",
    "Hello! {}",
    "hi {later}",
    "Quick question: {}",
    "Could you please tell me: {}",
    "Thanks, that was really useful. {}",
    "{} I need this for a customer today.",
    "Hi there, I started here last week and I am still finding my way around. {}",
    "My manager is away this week, {later}",
    "A colleague asked me this morning and I could not tell her. {} Please keep it short.",
)
ABOUT_AROUND: Final = (
    "The same questions, answerable or not, with what people say around a question."
)


def right(index: MemoryIndex, answered: Sequence[Single]) -> int:
    """Return how many questions have their answer quoted; print the others."""
    missed = [each for each in answered if not _quotes(index, each)]
    for each in missed:
        print("  missed:", each.question)
    return len(answered) - len(missed)


def refused(index: MemoryIndex, silent: Sequence[str]) -> int:
    """Return how many questions are refused; print the others."""
    told = [text for text in silent if ask(index, Question(text)).answer.supported]
    for text in told:
        print("  told:", text)
    return len(silent) - len(told)


def _quotes(index: MemoryIndex, single: Single) -> bool:
    asked = ask(index, Question(single.question))
    return asked.answer.supported and any(words in asked.quoted for words in single.wanted)


def rows() -> Iterator[tuple[str, ...]]:
    index = sample()
    for name, answered, silent in SETS:
        yield (
            name,
            f"{right(index, answered)} of {len(answered)}",
            f"{refused(index, silent)} of {len(silent)}",
        )


def rows_around() -> Iterator[tuple[str, ...]]:
    index = sample()
    answered = [single for _, singles_, _ in SETS for single in singles_]
    silent = [text for _, _, texts in SETS for text in texts]
    for around in AROUND:
        asked = [each._replace(question=put(around, each.question)) for each in answered]
        yield (
            f"“{around.replace('{}', '…').replace('{later}', '…')}”",
            f"{right(index, asked)} of {len(asked)}",
            f"{refused(index, [put(around, text) for text in silent])} of {len(silent)}",
        )


def put(around: str, question: str) -> str:
    """Return ``question`` with what is said around it."""
    return around.format(question, later=question[0].lower() + question[1:])


def section() -> str:
    """Return the section of docs/quality.md on kinds of questions."""
    kinds, around = table(HEAD, rows()), table(HEAD_AROUND, rows_around())
    return f"## What is asked for\n\n{ABOUT}\n\n{kinds}\n\n{ABOUT_AROUND}\n\n{around}"


if __name__ == "__main__":
    print(section())

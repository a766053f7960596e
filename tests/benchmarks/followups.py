"""Second questions of a conversation, answered offline: ``python -m tests.benchmarks.followups``.

Our own conversations about the sample's documents: the second question stands alone, leans on the
first, or has no answer in the documents, whatever it borrows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ai_features.sample.questions import DOCUMENTS, sample_questions
from tests.benchmarks.asking import Question, ask
from tests.benchmarks.data import Text
from tests.benchmarks.made.talks import (
    ALONE,
    FOREIGN,
    GERMAN,
    GERMAN_ALONE,
    GERMAN_LEANING,
    LEANING,
    Talk,
)
from tests.benchmarks.memory import MemoryIndex
from tests.benchmarks.quality_page import table
from tests.benchmarks.readable import sample_documents

HEAD: Final = ("documents", "stands alone", "leans on the first", "foreign, refused")
ABOUT: Final = (
    "Second questions in a conversation, without a model: how many get their answer quoted or,"
    " if nothing in the documents answers them, are refused after each of three first questions."
)


def sample() -> MemoryIndex:
    """Return the sample's documents as the product reads them."""
    titles = sample_questions()["titles"]
    names = [titles[path.name] for path in sorted(DOCUMENTS.iterdir())]
    texts = [
        Text(name, name, "", tuple(pages))
        for name, (_, pages) in zip(names, sample_documents(), strict=True)
    ]
    return MemoryIndex(texts, language="en")


def right(index: MemoryIndex, talks: Sequence[Talk]) -> int:
    """Return how many second questions are answered correctly; print the others."""
    missed = [talk for talk in talks if not _answers(index, talk)]
    for talk in missed:
        print("  missed:", talk.before, talk.question)
    return len(talks) - len(missed)


def refused(index: MemoryIndex, firsts: Sequence[str]) -> int:
    """Return how many unrelated questions are refused after any of ``firsts``; print the rest."""
    told = [(first, text) for first in firsts for text in FOREIGN if _told(index, first, text)]
    for first, text in told:
        print("  told:", first, text)
    return len(firsts) * len(FOREIGN) - len(told)


def _answers(index: MemoryIndex, talk: Talk) -> bool:
    asked = ask(index, Question(talk.question, asked=(talk.before,)))
    return asked.answer.supported and any(words in asked.quoted for words in talk.wanted)


def _told(index: MemoryIndex, first: str, text: str) -> bool:
    return ask(index, Question(text, asked=(first,))).answer.supported


def rows() -> Iterator[tuple[str, ...]]:
    german = MemoryIndex([Text("de", "Hausordnung", GERMAN)], language="de")
    sets = (
        ("the sample, English", sample(), ALONE, LEANING),
        ("a page of rules, German", german, GERMAN_ALONE, GERMAN_LEANING),
    )
    for name, index, alone, leaning in sets:
        firsts = list(dict.fromkeys(talk.before for talk in leaning))[:3]
        of = len(firsts) * len(FOREIGN)
        yield (
            name,
            f"{right(index, alone)} of {len(alone)}",
            f"{right(index, leaning)} of {len(leaning)}",
            f"{refused(index, firsts)} of {of}",
        )


def section() -> str:
    """Return the follow-ups section of docs/quality.md."""
    return f"## Follow-up questions\n\n{ABOUT}\n\n{table(HEAD, rows())}"


if __name__ == "__main__":
    print(section())

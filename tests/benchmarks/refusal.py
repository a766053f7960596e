"""Whether offline answers come if the documents hold one, and only then.

``python -m tests.benchmarks.refusal``. Questions with an answer are the sets' own; those without
are the same questions after every passage that answers them was removed (the hardest kind: what is
left is about the same subject), the questions of another set, and small talk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ai_features.knowledge.extraction.answering import Answer
from tests.benchmarks.asking import (
    SMALL_TALK,
    Asking,
    Question,
    articles,
    ask,
    conversations,
    every_asking,
    strangers,
)
from tests.benchmarks.quality_page import share, table

HEAD = ("documents", "holds the answer", "answer taken away", "another subject", "small talk")
ABOUT = (
    "How many questions are answered offline: the more the better if the documents hold the"
    " answer and search found it among the four passages that are read, the fewer the better"
    " otherwise. The answer is taken away by leaving out every passage that holds it, so what is"
    " left is about the same subject; if several sections say the same thing in other words"
    " (anthropic docs, chunking_eval, mtrag), part of the answer is often still there. The"
    " questions about another subject are mtrag's. mtrag names its passages but does not include"
    " them: its documents here are the reference answers to its answerable questions."
)


@dataclass(frozen=True)
class Verdict:
    """An answer to a question of one kind: held, missed, taken, strange, small or silent."""

    kind: str
    answer: Answer


def verdicts(
    asking: Asking, *, strange: Iterable[Question] = (), small: Iterable[Question] = SMALL_TALK
) -> Iterator[Verdict]:
    for question in asking.questions:
        asked = ask(asking.index, question)
        found = any(number in question.held for number, _ in asked.places)
        yield Verdict("held" if found else "missed", asked.answer)
        yield Verdict("taken", ask(asking.index, question, without=question.held).answer)
    for kind, others in (("strange", strange), ("small", small)):
        for question in others:
            yield Verdict(kind, ask(asking.index, question).answer)


def measured() -> Iterator[tuple[str, list[Verdict]]]:
    """Yield each set with its verdicts."""
    strange = strangers()
    for asking in every_asking():
        yield asking.name, list(verdicts(asking, strange=strange))
    single: list[Verdict] = []
    for number, article in enumerate(articles()):
        some = slice(number * 2, number * 2 + 2)
        single += verdicts(article, strange=strange[some], small=SMALL_TALK[some])
    yield "xquad/en, one article a client", single
    asking, silent = conversations()
    own = [Verdict("silent", ask(asking.index, question).answer) for question in silent]
    yield "mtrag, reference answers", [*verdicts(asking), *own]


def answered(verdicts: Iterable[Verdict]) -> dict[str, str]:
    """Return how many of each kind were answered: ``130 of 150``."""
    kinds: dict[str, list[bool]] = defaultdict(list)
    for verdict in verdicts:
        kinds[verdict.kind].append(verdict.answer.supported)
    return {kind: f"{sum(told)} of {len(told)}" for kind, told in kinds.items()}


def decisions(verdicts: Iterable[Verdict]) -> str:
    """Return how often it was right to answer, or right to refuse what no document answers."""
    right = [
        verdict.answer.supported == (verdict.kind == "held")
        for verdict in verdicts
        if verdict.kind in ("held", "silent")
    ]
    return f"{sum(right)} of {len(right)} ({share(sum(right) / len(right))})"


def section() -> str:
    """Return the refusals section of docs/quality.md."""
    rows, own = [], ""
    for name, found in measured():
        told = answered(found)
        print(name, told, flush=True)
        kinds = ("held", "taken", "strange", "small")
        rows.append((name, *(told.get(kind, "–") for kind in kinds)))
        if "silent" in told:
            own = (
                f"Of mtrag's own questions that its documents do not answer, {told['silent']} are"
                f" answered. Right decisions on its questions, to answer or to refuse:"
                f" {decisions(found)}; published for gpt-4o on mtrag's own passages: .969."
            )
    return f"## Refusals\n\n{ABOUT}\n\n{table(HEAD, rows)}\n\n{own}"


if __name__ == "__main__":
    print(section())

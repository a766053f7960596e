"""Quoted summaries: their overlap with summaries by people, and whether they read well.

``python -m tests.benchmarks.summaries``. One sentence per text, as in the references, against the
lead sentence, TextRank and the best sentence there is (by ROUGE-1, which no method can exceed);
``with title`` also gives our function the paper's title, as the product does. Then whole
summaries, as :mod:`tests.benchmarks.readable` examines them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module

import numpy as np

from ai_features.gateway.local import Vectors, encode
from ai_features.knowledge.extraction.reading import Source as Text
from ai_features.knowledge.extraction.reading import read_sentences
from ai_features.knowledge.extraction.salience import summarise
from tests.benchmarks.data import records
from tests.benchmarks.prose import DANGLING
from tests.benchmarks.quality_page import table
from tests.benchmarks.rouge import best_rouge
from tests.benchmarks.textrank import textrank

PUBLISHED = {"scitldr": "31.3 / 11.4 / 24.1 (lead, test part)", "legalsum": "–"}


@dataclass(frozen=True)
class Case:
    """A text, its title, and the summaries that people wrote of it."""

    text: str
    title: str
    references: list[str]


def scitldr() -> list[Case]:
    return [
        Case(" ".join(line.strip() for line in row["source"]), row["title"], row["target"])
        for row in records("scitldr/dev.jsonl")
    ]


def legalsum() -> list[Case]:
    """Return contracts with plain summaries; untitled, since their names say nothing about them."""
    rows = records("legalsum/summaries.jsonl")
    return [Case(row["source"], "", [row["summary"]]) for row in rows]


@cache
def _vector(text: str) -> Vectors:
    return encode([text])[0]


def embedded(texts: Sequence[str]) -> Vectors:
    return np.array([_vector(text) for text in texts], dtype=np.float32)


def sentences(text: str) -> list[str]:
    return [sentence.text for sentence in read_sentences([Text(text)])]


def lead(case: Case) -> str:
    return sentences(case.text)[0]


def ranked(case: Case) -> str:
    read = sentences(case.text)
    return read[int(textrank(read).argmax())]


def ours(case: Case, *, title: str = "") -> str:
    found = summarise([Text(case.text)], words=1_000, most=1, embed=embedded, title=title)
    return found[0].text


def titled(case: Case) -> str:
    return ours(case, title=case.title)


def best(case: Case) -> str:
    return max(sentences(case.text), key=lambda each: best_rouge(each, case.references))


METHODS: dict[str, Callable[[Case], str]] = {
    "lead sentence": lead,
    "TextRank": ranked,
    "ours": ours,
    "ours with title": titled,
    "best sentence": best,
}


def measured(cases: Sequence[Case], method: Callable[[Case], str]) -> str:
    scores = [best_rouge(method(case), case.references) for case in cases]
    return " / ".join(f"{100 * figure:.1f}" for figure in np.mean(scores, axis=0))


def overlap_rows() -> list[list[str]]:
    rows = []
    for name, cases in (("scitldr", scitldr()), ("legalsum", legalsum())):
        figures = [
            "–" if method is titled and not cases[0].title else measured(cases, method)
            for method in METHODS.values()
        ]
        rows.append([f"{name}, {len(cases)}", *figures, PUBLISHED[name]])
    return rows


def dangling_share(cases: Sequence[Case], method: Callable[[Case], str]) -> str:
    return f"{100 * np.mean([bool(DANGLING.match(method(case))) for case in cases]):.1f} %"


def section() -> str:
    """Return the summaries section of docs/quality.md."""
    cases = scitldr()
    begins = ", ".join(
        f"{name} {dangling_share(cases, METHODS[name])}"
        for name in ("lead sentence", "TextRank", "ours")
    )
    overlap = table(["ROUGE-1 / -2 / -L, F1", *METHODS, "published"], overlap_rows())
    readable = import_module("tests.benchmarks.readable").readable_table()
    return (
        "## Summaries\n\nOne sentence per text, without a provider: "
        "`python -m tests.benchmarks.summaries`.\n\n"
        f"{overlap}\n\nscitldr's one sentence begins with a loose pronoun or connective: {begins}."
        f"\n\n{readable}"
    )


if __name__ == "__main__":
    print(section())

"""What offline answers quote, how exactly, and how long that takes.

``python -m tests.benchmarks.answers``. The time is the process's CPU time, one question after
another, compared with embedding every sentence of the same passages in the same run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median
from time import process_time

from ai_features.gateway.local import encode
from ai_features.knowledge.extraction.answering import answer
from ai_features.knowledge.extraction.leaning import leans
from ai_features.knowledge.extraction.picking import Extract
from ai_features.knowledge.extraction.reading import Source, read_sentences
from tests.benchmarks.asking import Asked, Asking, Question, ask, every_asking
from tests.benchmarks.quality_page import share, table

HEAD = (
    *("documents", "answer in the passages", "answer quoted", "refused, but shown as closest"),
    "words quoted",
    *("sentences cited exactly", "that lean on nothing", "ms", "ms, embedding all"),
)
ABOUT = (
    "For xquad's questions: how often the very words of the answer are in the four passages that"
    " are read, and in what is quoted from them; of the refused questions with the answer in those"
    " passages, how many show it in the sentence quoted as closest; whether each quoted sentence is"
    " cited by the exact span of its words; how many begin by pointing back at a sentence that is"
    " not quoted."
    " The last two columns are median processor times: for choosing the sentences and, in the"
    " same run, for embedding every sentence of those passages, which choosing once required."
)
CHARACTERS_A_WORD = 1.7
MARKS = re.compile(r"^(?:[-*•‣▪–]|#{1,6}|\(?\d{1,3}[.)])[ \t]+")


@dataclass(frozen=True)
class Quoted:
    """A question's answer: whether passages, quotation and closest sentence hold it; the times."""

    asked: Asked
    there: bool
    quoted: bool
    closest: bool
    ours_ms: float
    all_ms: float


def quotations(asking: Asking) -> list[Quoted]:
    return [_quoted(asking, question) for question in asking.questions if question.answers]


def _quoted(asking: Asking, question: Question) -> Quoted:
    asked = ask(asking.index, question)
    drafts = [place.draft for _, place in asked.places]
    sources = [Source(draft.text, draft.start, context=draft.context) for draft in drafts]
    weights = asking.index.term_weights(question.text)
    begin = process_time()
    answer(question.text, sources, weights=weights, language=asking.index.language)
    between = process_time()
    encode([question.text, *(sentence.text for sentence in read_sentences(sources))])
    end = process_time()
    return Quoted(
        asked,
        there=any(_has(draft.text, question.answers) for draft in drafts),
        quoted=_has(asked.quoted, question.answers),
        closest=any(_has(each.text, question.answers) for each in asked.answer.nearest[:1]),
        ours_ms=(between - begin) * 1000,
        all_ms=(end - between) * 1000,
    )


def exact(extract: Extract, asked: Asked) -> bool:
    """Return whether the extract's span holds its words or, for a table row, its cells."""
    draft = asked.places[extract.source][1].draft
    held = draft.text[extract.start - draft.start : extract.end - draft.start]
    if held.startswith("|"):
        return all(cell.strip() in extract.text for cell in held.strip("| ").split("|"))
    return " ".join(MARKS.sub("", held).split()) == extract.text


def dangling(asked: Asked) -> int:
    """Return how many extracts point back at a sentence that does not precede them."""
    count = 0
    for number, extract in enumerate(asked.answer.extracts):
        draft = asked.places[extract.source][1].draft
        before = asked.answer.extracts[number - 1] if number else None
        gap = draft.text[before.end - draft.start : extract.start - draft.start] if before else "-"
        follows = before is not None and before.source == extract.source and not gap.strip()
        opens = not draft.text[: extract.start - draft.start].strip()
        count += leans(extract.text) and not follows and not opens
    return count


def section() -> str:
    """Return the answers section of docs/quality.md."""
    rows = []
    for asking in every_asking():
        found = quotations(asking)
        if found:
            rows.append(_row(asking, found))
            print(" | ".join(rows[-1]), flush=True)
    return f"## Answers\n\n{ABOUT}\n\n{table(HEAD, rows)}"


def _row(asking: Asking, found: Sequence[Quoted]) -> tuple[str, ...]:
    extracts = [(each, one.asked) for one in found for each in one.asked.answer.extracts]
    refused = [one for one in found if one.there and not one.asked.answer.supported]
    return (
        asking.name,
        share(fmean(one.there for one in found)),
        share(fmean(one.quoted for one in found)),
        f"{sum(one.closest for one in refused)} of {len(refused)}",
        f"{fmean(_words(one.asked.quoted, asking.index.language) for one in found):.0f}",
        f"{sum(exact(each, asked) for each, asked in extracts)} of {len(extracts)}",
        str(sum(dangling(one.asked) for one in found)),
        f"{median(one.ours_ms for one in found):.0f}",
        f"{median(one.all_ms for one in found):.0f}",
    )


def _has(text: str, answers: Sequence[str]) -> bool:
    return any(answer.casefold() in text.casefold() for answer in answers)


def _words(text: str, language: str) -> float:
    return len(text) / CHARACTERS_A_WORD if language == "zh" else len(text.split())


if __name__ == "__main__":
    print(section())

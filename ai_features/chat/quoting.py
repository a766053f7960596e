"""Answer in the documents' own sentences, for when no model writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ai_features.chat.followups import Way, ways_to_read
from ai_features.chat.refusing import closest_pages, refuse
from ai_features.chat.retrieving import retrieve
from ai_features.chat.settings import ChatSettings
from ai_features.chat.wording import take_apart
from ai_features.knowledge.citations.marks import plain_brackets
from ai_features.knowledge.extraction.extract import Answer
from ai_features.knowledge.extraction.extract import answer as quote_answer
from ai_features.knowledge.extraction.picking import Extract
from ai_features.knowledge.extraction.reading import Source
from ai_features.knowledge.finding.found import Passage, SearchResult
from ai_features.knowledge.finding.understanding import Understood
from ai_features.knowledge.words.guessing import mended
from ai_features.runs.context import RunContext
from ai_features.runs.executors import Outcome
from ai_features.runs.models import EventKind, Mode, SpanKind
from projects.documents.rows import readable_quote

# Fewer than are found: the refusal is calibrated on the first four.
READ: Final = 4
# The cosine below which the nearest passages are about something else, and are not worth showing.
RELATED: Final = 0.3
ALONE: Final = "by itself"
Json = dict[str, Any]


@dataclass(frozen=True)
class _Reading:
    """One way of reading the question: the passages, and the answer made of them."""

    passages: Sequence[Passage]
    answer: Answer

    @property
    def near(self) -> list[Json]:
        """Citations of the sentences nearest to the question; none if they are not related."""
        if self.answer.evidence.meaning < RELATED:
            return []
        nearest = self.answer.nearest
        return closest_pages(_citation(each, self.passages[each.source], 0) for each in nearest)


def quote(
    context: RunContext, settings: ChatSettings, message: str, *, asked: Sequence[str]
) -> Outcome:
    """Quote what answers the message's question, in the first reading that is answered.

    ``asked`` are the questions before it, oldest first.
    """
    question, beside, whole = take_apart(message)
    refused: list[_Reading] = []
    for way in ways_to_read(question, asked, beside=beside, whole=whole):
        reading = _read(context, question, way)
        if reading is None:
            continue
        if way.is_answered_by(reading.answer):
            return _say(context, reading)
        if way.borrowed:
            refused.append(reading)
        else:
            refused.insert(0, reading)
    near = next((reading.near for reading in refused if reading.near), [])
    return refuse(context, settings.refusal, model=None, closest=near)


def _read(context: RunContext, question: str, way: Way) -> _Reading | None:
    found = retrieve(context, Understood(f"{question} {way.borrowed}".strip()))
    if not found.passages:
        return None
    passages = found.passages[:READ]
    with context.span("quote", SpanKind.STEP, question=question) as span:
        answer = _answer(question, way.borrowed, found)
        span.data["read"] = f"with “{way.borrowed}”" if way.borrowed else ALONE
        span.data["answered"] = way.is_answered_by(answer)
        span.data.update(_traced(answer))
    return _Reading(passages, answer)


def _answer(question: str, borrowed: str, found: SearchResult) -> Answer:
    passages = found.passages[:READ]
    return quote_answer(
        mended(question, found.meant),
        [Source(each.text, each.start, each.table_header, each.context) for each in passages],
        weights=found.term_weights,
        language=passages[0].language,
        before=mended(borrowed, found.meant),
    )


def _traced(answer: Answer) -> Json:
    evidence = answer.evidence
    figures = {"meaning": evidence.meaning, "words": evidence.words, "own": evidence.own}
    return {
        "likelihood": answer.score,
        "sentences": len(answer.extracts),
        "asked for": answer.kind.value if answer.kind else "",
        "evidence": {name: round(figure, 3) for name, figure in figures.items()},
    }


def _say(context: RunContext, reading: _Reading) -> Outcome:
    text, cited = "", []
    for number, extract in enumerate(reading.answer.extracts, start=1):
        cited.append(_citation(extract, reading.passages[extract.source], number))
        piece = f"{_gap(cited)}{plain_brackets(_told(extract, cited[-1]))}[{number}]"
        text += piece
        context.delta(piece)
        context.emit(EventKind.CITATION, cited[-1])
    return Outcome(output={"answer": text}, citations=cited, mode=Mode.EXTRACTIVE)


def _gap(cited: Sequence[Json]) -> str:
    """Return the Markdown that separates the newest citation from the text before it.

    Table rows become list items: run together they could not be told apart.
    """
    *before, row = [bool(each["table_header"]) for each in cited]
    if not before:
        return "- " if row else ""
    if row:
        return "\n- " if before[-1] else "\n\n- "
    return "\n\n" if before[-1] else " "


def _told(extract: Extract, citation: Json) -> str:
    """Return the text to show: a table row with its cells set apart, a sentence as it stands."""
    alone = citation["table_header"] and "\n" not in citation["quote"]
    return readable_quote(citation) if alone else extract.text


def _citation(extract: Extract, passage: Passage, number: int) -> Json:
    return passage.citation(
        number, start=extract.start - passage.start, end=extract.end - passage.start
    )

"""Say what was quoted, sentence by sentence, each with its citation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ai_features.chat.refusing import closest_pages
from ai_features.knowledge.citations.marks import plain_brackets
from ai_features.knowledge.extraction.answering import Answer
from ai_features.knowledge.extraction.picking import Extract
from ai_features.knowledge.finding.results import Passage
from ai_features.runs.context import RunContext
from ai_features.runs.executors import Outcome
from ai_features.runs.models import EventKind, Mode
from core.json import Json
from projects.documents.rows import readable_quote

# The cosine below which the nearest passages are about something else, and are not worth showing.
RELATED: Final = 0.3


@dataclass(frozen=True)
class QuotedAnswer:
    """A question read in one way: the passages found for it, and the answer quoted from them."""

    passages: Sequence[Passage]
    answer: Answer

    @property
    def near(self) -> list[Json]:
        """Citations of the sentences nearest to the question; none if they are not related."""
        if self.answer.evidence.meaning < RELATED:
            return []
        nearest = self.answer.nearest
        return closest_pages(_citation(each, self.passages[each.source], 0) for each in nearest)

    @property
    def in_context(self) -> str:
        """The quoted sentences with what stands above them."""
        above = (self.passages[each.source].context for each in self.answer.extracts)
        return "\n".join([*above, *(each.text for each in self.answer.extracts)])


class AnsweredQuestion(NamedTuple):
    """A question of the message and the answer to it, if any."""

    question: str
    quoted: QuotedAnswer | None


class _Teller:
    """Sends an answer sentence by sentence, and keeps what was said and cited."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self.text = ""
        self.cited: list[Json] = []
        self._places: set[tuple[object, int, int, int]] = set()

    def quote(self, quoted: QuotedAnswer) -> None:
        """Send the sentences of ``quoted`` that were not quoted yet, as a paragraph."""
        first = len(self.cited)
        for extract in quoted.answer.extracts:
            passage = quoted.passages[extract.source]
            place = (passage.document_id, passage.page, extract.start, extract.end)
            if place in self._places:
                continue
            self._places.add(place)
            self.cited.append(_citation(extract, passage, len(self.cited) + 1))
            gap = self._between(first) + _gap(self.cited[first:])
            told = plain_brackets(_told(extract, self.cited[-1]))
            self._send(f"{gap}{told}[{len(self.cited)}]")
            self._context.emit(EventKind.CITATION, self.cited[-1])

    def refuse(self, question: str, refusal: str) -> None:
        """Send that ``question`` has no answer, set apart from what is quoted."""
        told = f"“{plain_brackets(question)}” – {refusal}"
        apart = "\n".join(f"> {line}".rstrip() for line in told.splitlines())
        self._send(f"{self._between(len(self.cited))}{apart}")

    def _between(self, first: int) -> str:
        return "\n\n" if self.text and len(self.cited) <= first + 1 else ""

    def _send(self, piece: str) -> None:
        self.text += piece
        self._context.delta(piece)


def say(context: RunContext, said: Sequence[AnsweredQuestion], *, refusal: str) -> Outcome:
    """Send the answers, and of each question without one that it has none, in ``refusal``'s words.

    What answers two of the questions is quoted once.
    """
    teller = _Teller(context)
    for question, quoted in said:
        if quoted:
            teller.quote(quoted)
        else:
            teller.refuse(question, refusal)
    output: Json = {"answer": teller.text}
    unanswered = [question for question, quoted in said if quoted is None]
    if unanswered:
        output["unanswered"] = unanswered
    return Outcome(output=output, citations=teller.cited, mode=Mode.EXTRACTIVE)


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

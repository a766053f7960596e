"""Answer in the documents' own sentences, for when no model writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ai_features.chat.followups import Way
from ai_features.chat.parts import Part, Parts, ways_to_answer
from ai_features.chat.refusing import refuse
from ai_features.chat.retrieving import retrieve
from ai_features.chat.saying import AnsweredQuestion, QuotedAnswer, say
from ai_features.chat.settings import ChatSettings
from ai_features.chat.wording import take_apart
from ai_features.knowledge.extraction.answering import Answer
from ai_features.knowledge.extraction.answering import answer as quote_answer
from ai_features.knowledge.extraction.reading import Source
from ai_features.knowledge.finding.results import SearchResult
from ai_features.knowledge.finding.understanding import Understood
from ai_features.knowledge.words.guessing import mended
from ai_features.runs.context import RunContext
from ai_features.runs.executors import Outcome
from ai_features.runs.models import SpanKind
from core.json import Json

# Fewer than are found: the refusal is calibrated on the first four.
READ: Final = 4
ALONE: Final = "by itself"


def quote(
    context: RunContext, settings: ChatSettings, message: str, *, asked: Sequence[str]
) -> Outcome:
    """Quote what answers the message, read in the first way that is answered.

    ``asked`` are the questions before it, oldest first. Of several questions in one message each is
    answered, or refused in the project's words.
    """
    refused: list[QuotedAnswer] = []
    for parts in ways_to_answer(take_apart(message), asked):
        said = list(_said(context, parts, refused))
        if parts.are_answered([each.quoted is not None for each in said]):
            return say(context, said, refusal=settings.refusal)
    near = next((quoted.near for quoted in refused if quoted.near), [])
    return refuse(context, settings.refusal, model=None, closest=near)


def _said(
    context: RunContext, parts: Parts, refused: list[QuotedAnswer]
) -> Iterator[AnsweredQuestion]:
    """Yield each part with its answer; one that is needed and has none is the last."""
    for part in parts.parts:
        quoted = _first_answered(context, part, refused)
        yield AnsweredQuestion(part.question, quoted)
        if quoted is None and parts.all_needed:
            return


def _first_answered(
    context: RunContext, part: Part, refused: list[QuotedAnswer]
) -> QuotedAnswer | None:
    """Return the first answer that will do for a part; add the others to ``refused``.

    Those to the question by itself come first there, as nothing in them is borrowed.
    """
    for way in part.ways:
        quoted = _read(context, part, way)
        if quoted is None:
            continue
        if part.is_answered_by(quoted.answer, way=way, text=quoted.in_context):
            return quoted
        refused.insert(len(refused) if way.borrowed else 0, quoted)
    return None


def _read(context: RunContext, part: Part, way: Way) -> QuotedAnswer | None:
    question = part.question
    found = retrieve(context, Understood(f"{question} {way.borrowed}".strip()))
    if not found.passages:
        return None
    passages = found.passages[:READ]
    with context.span("quote", SpanKind.STEP, question=question) as span:
        answer = _answer(question, way.borrowed, found)
        quoted = QuotedAnswer(passages, answer)
        span.data["read"] = f"with “{way.borrowed}”" if way.borrowed else ALONE
        span.data["answered"] = part.is_answered_by(answer, way=way, text=quoted.in_context)
        span.data.update(_traced(answer))
    return quoted


def _answer(question: str, borrowed: str, found: SearchResult) -> Answer:
    passages = found.passages[:READ]
    return quote_answer(
        mended(question, found.meant),
        [
            Source(each.text, each.start, each.table_header, each.context, each.section)
            for each in passages
        ],
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

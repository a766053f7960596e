"""Answer a question: understand it, find passages, write or quote, cite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from typing import Any, Final

from ai_features import gateway
from ai_features.chat.followups import is_courtesy
from ai_features.chat.history import turns_before, words_before
from ai_features.chat.prompt import answer_messages
from ai_features.chat.refusing import refuse
from ai_features.chat.settings import ChatSettings, chat_settings
from ai_features.chat.silence import SilenceGate
from ai_features.gateway import (
    Caller,
    ChatModel,
    Delta,
    Message,
    ModelCall,
    chat_model,
)
from ai_features.knowledge.citations.citing import Citer
from ai_features.knowledge.citations.marks import Mark, MarkReader, plain_brackets
from ai_features.knowledge.citations.traced import traced
from ai_features.knowledge.extraction.extract import answer as quote_answer
from ai_features.knowledge.extraction.reading import Source
from ai_features.knowledge.finding.found import Passage, SearchResult, steps_of
from ai_features.knowledge.finding.passages import surroundings
from ai_features.knowledge.finding.understanding import Turn, Understood, understand
from ai_features.knowledge.search import search
from ai_features.knowledge.settings import kept_settings
from ai_features.knowledge.words.guessing import mended
from ai_features.runs.context import RunContext
from ai_features.runs.executors import Outcome
from ai_features.runs.models import EventKind, Mode, SpanKind
from core.tenancy.scope import in_workspace

PASSAGES: Final = 8
# Quoting reads fewer: the refusal is calibrated on the first four.
READ: Final = 4
# The cosine below which the nearest passages are about something else, and are not worth showing.
RELATED: Final = 0.3
LONGEST_ANSWER_TOKENS: Final = 1_200
Json = dict[str, Any]


def answer(context: RunContext) -> Outcome:
    """Execute a chat run."""
    settings = chat_settings(context.run.demo)
    model = chat_model(context.workspace_id)
    message = str(context.input["message"])
    if is_courtesy(message):
        return _greet(context, settings)
    turns = turns_before(context.run)
    before = "" if model else words_before(message, turns)
    understood = _understood(context, model, turns, before)
    found = _retrieve(context, understood)
    if not found.passages:
        return refuse(context, settings.refusal, model=model)
    if model is None:
        return _quote(context, settings, message, before, found)
    question = understood.question
    return _write(context, settings, model, turns, question, found.passages)


def _greet(context: RunContext, settings: ChatSettings) -> Outcome:
    """Answer a greeting or a thank-you: nothing was asked, so nothing is looked up or refused."""
    context.delta(settings.greeting)
    return Outcome(output={"answer": settings.greeting})


def _understood(
    context: RunContext, model: ChatModel | None, turns: list[Turn], before: str
) -> Understood:
    message = str(context.input["message"])
    if model is None:
        return Understood(f"{message} {before}".strip())
    with in_workspace(context.workspace_id):
        how = kept_settings(context.run.project).understanding
    return understand(message, how=how, caller=_caller(context), model=model, turns=turns)


def _retrieve(context: RunContext, understood: Understood) -> SearchResult:
    question = understood.question
    with context.span("search", SpanKind.RETRIEVAL, query=question) as span:
        found = search(
            project=context.run.project,
            query=question,
            limit=PASSAGES,
            understood=understood,
            caller=_caller(context),
        )
        span.data["timings_ms"] = found.timings_ms
        span.data["passages"] = [traced(passage) for passage in found.passages]
        span.data.update(steps_of(found))
    context.emit(EventKind.RETRIEVED, {"query": question, "passages": span.data["passages"]})
    return found


def _caller(context: RunContext) -> Caller:
    return Caller(
        context.workspace_id,
        run_id=context.run.pk,
        attempt=context.job.attempt,
        check=context.check,
    )


def _quote(
    context: RunContext, settings: ChatSettings, question: str, before: str, found: SearchResult
) -> Outcome:
    """Answer in the documents' own sentences; ``before`` is what the question leans on."""
    passages = found.passages[:READ]
    question, before = mended(question, found.meant), mended(before, found.meant)
    with context.span("quote", SpanKind.STEP, question=question) as span:
        quoted = quote_answer(
            question,
            [Source(each.text, each.start, each.table_header, each.context) for each in passages],
            weights=found.term_weights,
            language=passages[0].language,
            before=before,
        )
        span.data.update(likelihood=quoted.score, sentences=len(quoted.extracts))
        span.data["evidence"] = {
            "meaning": round(quoted.evidence.meaning, 3),
            "words": round(quoted.evidence.words, 3),
        }
    if not quoted.supported:
        near = passages if quoted.evidence.meaning >= RELATED else []
        return refuse(context, settings.refusal, model=None, passages=near)
    text, cited = "", []
    for number, extract in enumerate(quoted.extracts, start=1):
        passage = passages[extract.source]
        span_in_passage = extract.start - passage.start, extract.end - passage.start
        made = passage.citation(number, start=span_in_passage[0], end=span_in_passage[1])
        piece = f"{' ' if text else ''}{plain_brackets(extract.text)}[{number}]"
        text += piece
        cited.append(made)
        context.delta(piece)
        context.emit(EventKind.CITATION, made)
    return Outcome(output={"answer": text}, citations=cited, mode=Mode.EXTRACTIVE)


def _write(
    context: RunContext,
    settings: ChatSettings,
    model: ChatModel,
    turns: list[Turn],
    question: str,
    passages: Sequence[Passage],
) -> Outcome:
    """Have a model write the answer, citing as it goes."""
    ask = partial(
        answer_messages, question=question, turns=turns, instructions=settings.instructions
    )
    passages = _as_read(context, model, passages, ask)
    messages = ask(passages=passages)
    citer = Citer(passages, context.workspace_id)
    silent = _take_down(context, citer, messages, model)
    with context.span("check citations", SpanKind.STEP) as span:
        if not silent and not citer.named:
            _mark_afterwards(context, citer)
        span.data.update(kept=len(citer.citations), dropped=citer.dropped)
    if not citer.citations and (silent or not citer.named):
        # It rests on nothing: the model's own words for silence, or its general knowledge.
        if citer.text:
            context.begin_anew()
        return refuse(context, settings.refusal, model=model, passages=passages)
    output: Json = {"answer": citer.text.strip()}
    if not citer.citations:
        output["unverified"] = True
    return Outcome(
        output=output,
        citations=citer.citations,
        mode=Mode.GENERATIVE,
        model=model.name,
    )


def _as_read(
    context: RunContext,
    model: ChatModel,
    passages: Sequence[Passage],
    ask: Callable[..., list[Message]],
) -> Sequence[Passage]:
    """Return the passages with what stands beside them, where the model has room for it."""
    wide = surroundings(passages, project=context.run.project)
    room = gateway.fits(model, ask(passages=wide), max_output_tokens=LONGEST_ANSWER_TOKENS)
    return wide if room else passages


def _take_down(
    context: RunContext, citer: Citer, messages: list[Message], model: ChatModel
) -> bool:
    """Read and tell the answer up to the word for silence; return whether it came."""
    reader, gate = MarkReader(), SilenceGate()
    with closing(gateway.stream(_call(context, messages), model=model)) as told:
        for each in told:
            context.check()
            if isinstance(each, Delta):
                for piece in reader.feed(gate.feed(each.text)):
                    _tell(context, citer, piece)
            if gate.rambles:
                break
    for piece in [*reader.feed(gate.rest()), *reader.rest()]:
        _tell(context, citer, piece)
    return gate.silent


def _mark_afterwards(context: RunContext, citer: Citer) -> None:
    """Put in the marks that the model forgot, and tell the answer again with them."""
    found = citer.cite_unmarked()
    if not found:
        return
    context.begin_anew()
    context.delta(citer.text)
    for made in found:
        context.emit(EventKind.CITATION, made)


def _tell(context: RunContext, citer: Citer, piece: str | Mark) -> None:
    text, cited = citer.write(piece)
    if text:
        context.delta(text)
    if cited:
        context.emit(EventKind.CITATION, cited)


def _call(context: RunContext, messages: list[Message]) -> ModelCall:
    return ModelCall(
        workspace_id=context.workspace_id,
        run_id=context.run.pk,
        purpose="answer",
        messages=messages,
        max_output_tokens=LONGEST_ANSWER_TOKENS,
        check=context.check,
        attempt=context.job.attempt,
    )

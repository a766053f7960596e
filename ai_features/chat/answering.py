"""Answer a question: understand it, find passages, write or quote, cite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Final

from ai_features import gateway
from ai_features.chat.courtesy import asks_nothing_of_documents, is_about_the_chat
from ai_features.chat.history import questions_of, turns_before
from ai_features.chat.prompt import answer_messages
from ai_features.chat.quoting import quote
from ai_features.chat.refusing import closest_pages, refuse, whole
from ai_features.chat.retrieving import retrieve
from ai_features.chat.settings import ChatSettings, chat_settings
from ai_features.chat.silence import SilenceGate
from ai_features.chat.wording import take_apart
from ai_features.gateway import (
    Caller,
    ChatModel,
    Delta,
    Message,
    ModelCall,
    chat_model,
)
from ai_features.knowledge.citations.citing import Citer
from ai_features.knowledge.citations.marks import MarkReader
from ai_features.knowledge.finding.passages import surroundings
from ai_features.knowledge.finding.results import Passage
from ai_features.knowledge.finding.understanding import Turn, Understood, understand
from ai_features.knowledge.settings import kept_settings
from ai_features.runs.context import RunContext
from ai_features.runs.executors import Outcome
from ai_features.runs.models import EventKind, Mode, SpanKind
from core.json import Json
from core.tenancy.scope import in_workspace

LONGEST_ANSWER_TOKENS: Final = 1_200
WHAT_THIS_IS: Final = (
    "This chat looks through the documents of this project, answers from what it finds in them, and"
    " shows the page each answer rests on."
)


def answer(context: RunContext) -> Outcome:
    """Execute a chat run."""
    settings = chat_settings(context.run.demo)
    model = chat_model(context.workspace_id)
    message = str(context.input["message"])
    if asks_nothing_of_documents(message):
        return _greet(context, settings, message)
    turns = turns_before(context.run)
    if model is None:
        return quote(context, settings, message, asked=questions_of(turns))
    understood = _understood(context, model, turns)
    found = retrieve(context, understood)
    if not found.passages:
        return refuse(context, settings.refusal, model=model)
    question = understood.question
    return _write(context, settings, model, turns, question, found.passages)


def _greet(context: RunContext, settings: ChatSettings, message: str) -> Outcome:
    """Answer a greeting or a thank-you, without searching or refusing.

    A question about the chat itself is answered with what the chat does.
    """
    words = (
        f"{WHAT_THIS_IS} {settings.greeting}" if is_about_the_chat(message) else settings.greeting
    )
    context.delta(words)
    return Outcome(output={"answer": words.strip()})


def _understood(context: RunContext, model: ChatModel, turns: list[Turn]) -> Understood:
    message = str(context.input["message"])
    with in_workspace(context.workspace_id):
        how = kept_settings(context.run.project).understanding
    caller = Caller.of_run(context)
    understood = understand(message, how=how, caller=caller, model=model, turns=turns)
    asked = take_apart(understood.question).question
    if understood.queries or asked == understood.question:
        return understood
    return replace(understood, queries=(asked,))


def _write(
    context: RunContext,
    settings: ChatSettings,
    model: ChatModel,
    turns: list[Turn],
    question: str,
    passages: Sequence[Passage],
) -> Outcome:
    """Have a model write the answer, citing as it goes."""
    ask = partial(answer_messages, question=question, instructions=settings.instructions)
    passages, messages = _as_read(context, model, passages, turns, ask)
    citer = Citer(passages, context.workspace_id)
    silent, cut_off = _take_down(context, citer, messages, model)
    with context.span("check citations", SpanKind.STEP) as span:
        span.data.update(kept=len(citer.citations), dropped=citer.dropped)
    if not citer.citations and (silent or not citer.named or not citer.text.strip()):
        # It rests on nothing: the model wrote the word for silence, general knowledge, or marks.
        if citer.text:
            context.begin_anew()
        near = closest_pages(map(whole, passages))
        return refuse(context, settings.refusal, model=model, closest=near)
    return _written(citer, model, cut_off=cut_off)


def _written(citer: Citer, model: ChatModel, *, cut_off: bool) -> Outcome:
    output: Json = {"answer": citer.text.strip()}
    if not citer.citations:
        output["unverified"] = True
    if cut_off:
        output["cut_off"] = True
    return Outcome(output, citer.citations, mode=Mode.GENERATIVE, model=model.name)


def _as_read(
    context: RunContext,
    model: ChatModel,
    passages: Sequence[Passage],
    turns: Sequence[Turn],
    ask: Callable[..., list[Message]],
) -> tuple[Sequence[Passage], list[Message]]:
    """Return the passages as the model will read them, and the messages to send it.

    If they do not all fit, the text around the passages is dropped first, and then the oldest
    turns: a long conversation must not make the next question impossible to ask.
    """
    ways: list[tuple[Sequence[Passage], Sequence[Turn]]] = [
        (surroundings(passages, project=context.run.project), turns),
        *((passages, turns[first:]) for first in range(len(turns) + 1)),
    ]
    for read, remembered in ways:
        messages = ask(passages=read, turns=remembered)
        if gateway.fits(model, messages, max_output_tokens=LONGEST_ANSWER_TOKENS):
            break
    return read, messages


def _take_down(
    context: RunContext, citer: Citer, messages: list[Message], model: ChatModel
) -> tuple[bool, bool]:
    """Send the answer on as it comes, up to the word for silence.

    Return whether that word came, and whether the answer was cut off.
    """
    reader, gate, cut_off = MarkReader(), SilenceGate(), False
    with closing(gateway.stream(_call(context, messages), model=model)) as told:
        for each in told:
            context.check()
            if isinstance(each, Delta):
                for piece in reader.feed(gate.feed(each.text)):
                    _tell(context, citer.write(piece))
            else:
                cut_off = each.cut_off
            if gate.rambles:
                break
    for piece in [*reader.feed(gate.rest()), *reader.rest()]:
        _tell(context, citer.write(piece))
    _tell(context, citer.rest(cite=not gate.silent))
    return gate.silent, cut_off and not gate.silent


def _tell(context: RunContext, written: Iterable[str | Json]) -> None:
    for each in written:
        if isinstance(each, str):
            context.delta(each)
        else:
            context.emit(EventKind.CITATION, each)


def _call(context: RunContext, messages: list[Message]) -> ModelCall:
    return ModelCall(
        Caller.of_run(context), "answer", messages, max_output_tokens=LONGEST_ANSWER_TOKENS
    )

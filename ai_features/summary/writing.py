"""Have a model write a summary: at once if it fits, else from notes on parts (map, reduce)."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Final, Literal

from ai_features import gateway
from ai_features.gateway import Caller, ChatModel, Delta, Message, ModelCall, embed, room_for
from ai_features.knowledge.extraction.picking import Extract
from ai_features.knowledge.extraction.reading import Source as Text
from ai_features.knowledge.extraction.salience import summarise
from ai_features.runs.context import RunContext
from ai_features.runs.executors import Outcome
from ai_features.runs.models import EventKind, Mode, SpanKind
from ai_features.summary.checking import Checker
from ai_features.summary.noting import NoteTaker, counted, groups_of, material_of, passages_of
from ai_features.summary.options import SummaryOptions
from ai_features.summary.prompt import numbered, one_source, summary_messages
from ai_features.summary.quoting import label_of, quote_summary
from ai_features.summary.sources import Source
from core.json import Json

NOTE_TOKENS: Final = 700
PROMPT_TOKENS: Final = 500
# Beyond this, models read the middle of their window badly; reading in parts costs no more tokens.
LARGEST_PART: Final = 24_000
SMALLEST_PART: Final = 400
WORDS_OF_THE_UNSAID: Final = 24


def write_summary(
    context: RunContext, options: SummaryOptions, sources: Sequence[Source], model: ChatModel
) -> Outcome:
    """Return the summary that ``model`` writes of ``sources``, each sentence checked.

    Unsupported sentences are dropped before anybody sees them, and counted. A document that no
    remaining sentence cites is quoted; if nothing remains at all, the whole summary is quoted.
    """
    output_tokens = max(options.words * 3, NOTE_TOKENS)
    room = min(room_for(model, max_output_tokens=output_tokens) - PROMPT_TOKENS, LARGEST_PART)
    material, passages = _material(context, sources, model, room=max(room, SMALLEST_PART))
    checker = Checker(passages, context.workspace_id)
    if passages:
        messages = summary_messages(
            material,
            options,
            language=next((source.language for source in sources if source.language), ""),
            documents=len({source.document_id for source in sources}),
        )
        _write(context, checker, _call(context, "reduce", messages, output_tokens), model)
    if not checker.citations:
        return _quoted(context, options, sources, checker)
    for label, passage, extract in _unsaid(context, sources, checker):
        _tell(context, *checker.quote(label, passage, extract))
    return Outcome(
        output={"text": checker.text.strip(), "dropped_sentences": checker.dropped},
        citations=checker.citations,
        mode=Mode.GENERATIVE,
        model=model.name,
    )


def _material(
    context: RunContext, sources: Sequence[Source], model: ChatModel, *, room: int
) -> tuple[str, list[Source]]:
    """Return what the summary is written from, and the passages that its marks number."""
    if len(groups_of([one_source(source) for source in sources], room=room)) == 1:
        return numbered(counted(sources)), counted(sources)
    taker = NoteTaker(
        ask=partial(_complete, context, model),
        report=context.progress,
        workspace_id=context.workspace_id,
        room=room,
    )
    with context.span("check notes", SpanKind.STEP) as span:
        notes = taker.notes(sources)
        span.data.update(kept=len(notes), dropped=taker.dropped)
    passages = passages_of(notes)
    return material_of(notes, passages), passages


def _complete(context: RunContext, model: ChatModel, messages: list[Message]) -> str:
    return gateway.complete(_call(context, "map", messages, NOTE_TOKENS), model=model).text


def _call(
    context: RunContext, purpose: Literal["map", "reduce"], messages: list[Message], tokens: int
) -> ModelCall:
    return ModelCall(Caller.of_run(context), purpose, messages, max_output_tokens=tokens)


def _write(context: RunContext, checker: Checker, call: ModelCall, model: ChatModel) -> None:
    """Send each line to followers as soon as it is complete and checked."""
    context.progress(0, 1, "writing")
    lines = closing(_lines(context, call, model))
    with context.span("check sentences", SpanKind.STEP) as span, lines as written:
        for line in written:
            _tell(context, *checker.check(line))
        span.data.update(kept=checker.kept, dropped=checker.dropped)


def _lines(context: RunContext, call: ModelCall, model: ChatModel) -> Generator[str, None, None]:
    held = ""
    with closing(gateway.stream(call, model=model)) as answer:
        for told in answer:
            context.check()
            if isinstance(told, Delta):
                *whole, held = (held + told.text).split("\n")
                yield from whole
    yield held


def _tell(context: RunContext, text: str, citations: Sequence[Json]) -> None:
    if text:
        context.delta(text)
    for citation in citations:
        context.emit(EventKind.CITATION, citation)


def _unsaid(
    context: RunContext, sources: Sequence[Source], checker: Checker
) -> Iterator[tuple[str, Source, Extract]]:
    """Yield the sentence that says most of each document that is not cited, with its title."""
    heard = {citation["document_id"] for citation in checker.citations}
    documents: dict[str | None, list[Source]] = {}
    for source in sources:
        documents.setdefault(source.ids["document_id"], []).append(source)
    for own in (own for document_id, own in documents.items() if document_id not in heard):
        found = summarise(
            [Text(source.text, header=source.table_header) for source in own],
            words=WORDS_OF_THE_UNSAID,
            most=1,
            embed=partial(embed, caller=Caller(context.workspace_id)),
            title=own[0].title,
            language=own[0].language,
        )
        for extract in found:
            yield label_of(own[0].title), own[extract.source], extract


def _quoted(
    context: RunContext, options: SummaryOptions, sources: Sequence[Source], checker: Checker
) -> Outcome:
    outcome = quote_summary(context, options, sources)
    return replace(outcome, output=outcome.output | {"dropped_sentences": checker.dropped})

"""Have a model write a summary: in one go where it fits, else by notes on parts (map, reduce)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ai_features import gateway
from ai_features.gateway import (
    ChatModel,
    Delta,
    Message,
    ModelCall,
    estimate_tokens,
    room_for,
)
from ai_features.knowledge.citing import Citer
from ai_features.knowledge.marks import MarkReader
from ai_features.runs.context import RunContext
from ai_features.runs.executors import Outcome
from ai_features.runs.models import EventKind, Mode
from ai_features.summary.checking import keep_supported
from ai_features.summary.options import SummaryOptions
from ai_features.summary.prompt import notes_messages, numbered, one_source, summary_messages
from ai_features.summary.sources import Source

NOTE_TOKENS: Final = 700
PROMPT_TOKENS: Final = 500
# Beyond this, models read the middle of their window badly; parts cost no more tokens.
LARGEST_PART: Final = 24_000


def write_summary(
    context: RunContext, options: SummaryOptions, sources: Sequence[Source], model: ChatModel
) -> Outcome:
    """Return the summary that ``model`` writes of ``sources``, each sentence checked."""
    output_tokens = options.words * 3
    room = min(room_for(model, max_output_tokens=output_tokens) - PROMPT_TOKENS, LARGEST_PART)
    parts = parts_of([one_source(source) for source in sources], room=room)
    material = numbered(sources) if len(parts) == 1 else _notes(context, sources, model, room)
    context.progress(0, 1, "writing")
    language = next((source.language for source in sources if source.language), "")
    messages = summary_messages(material, options, language=language)
    citer = Citer(sources, context.workspace_id)
    reader = MarkReader()
    for told in gateway.stream(_call(context, "reduce", messages, output_tokens), model=model):
        context.check()
        if isinstance(told, Delta):
            for piece in reader.feed(told.text):
                _tell(context, citer, *citer.write(piece))
    for piece in reader.rest():
        _tell(context, citer, *citer.write(piece))
    return _checked(context, citer, model)


def parts_of(texts: Sequence[str], *, room: int) -> list[list[int]]:
    """Return the indices of ``texts`` in consecutive groups of at most ``room`` tokens."""
    parts: list[list[int]] = []
    left = 0
    for index, text in enumerate(texts):
        size = estimate_tokens(text) + 2
        if not parts or size > left:
            parts.append([])
            left = room
        parts[-1].append(index)
        left -= size
    return parts


def _notes(context: RunContext, sources: Sequence[Source], model: ChatModel, room: int) -> str:
    """Return notes on all sources that fit into ``room`` tokens together."""
    parts = parts_of([one_source(source) for source in sources], room=room)
    notes: list[str] = []
    for done, part in enumerate(parts):
        context.progress(done, len(parts), f"Reading part {done + 1} of {len(parts)}")
        messages = notes_messages([sources[index] for index in part])
        notes.append(_complete(context, messages, model))
    while len(groups := parts_of(notes, room=room)) > 1 and len(groups) < len(notes):
        context.progress(0, len(groups), "Condensing the notes")
        notes = [
            _complete(context, _condense([notes[index] for index in group]), model)
            for group in groups
        ]
    return "\n".join(notes)


def _condense(notes: Sequence[str]) -> list[Message]:
    return [
        {
            "role": "user",
            "content": "\n".join(notes)
            + "\n\nKeep the dozen most important of these notes, each with its mark. Notes only.",
        }
    ]


def _complete(context: RunContext, messages: list[Message], model: ChatModel) -> str:
    return gateway.complete(_call(context, "map", messages, NOTE_TOKENS), model=model).text


def _call(context: RunContext, purpose: str, messages: list[Message], tokens: int) -> ModelCall:
    return ModelCall(
        workspace_id=context.workspace_id,
        run_id=context.run.pk,
        purpose="map" if purpose == "map" else "reduce",
        messages=messages,
        max_output_tokens=tokens,
        check=context.check,
        attempt=context.job.attempt,
    )


def _tell(context: RunContext, citer: Citer, text: str, cited: dict[str, object] | None) -> None:
    if text:
        context.delta(text)
    if cited:
        context.emit(EventKind.CITATION, cited)


def _checked(context: RunContext, citer: Citer, model: ChatModel) -> Outcome:
    with context.span("check sentences", "step") as span:
        checked = keep_supported(citer)
        span.data.update(kept=checked.kept, dropped=checked.dropped)
    return Outcome(
        output={"text": checked.text, "dropped_sentences": checked.dropped},
        citations=checked.citations,
        mode=Mode.GENERATIVE,
        model=model.name,
    )

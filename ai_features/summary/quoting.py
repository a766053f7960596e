"""Summarise in the documents' own sentences, for when no model writes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Any, Final

from ai_features.gateway import embed
from ai_features.knowledge.marks import plain_brackets
from ai_features.knowledge.picking import Extract
from ai_features.knowledge.reading import Source as Text
from ai_features.knowledge.salience import summarise
from ai_features.runs.context import RunContext
from ai_features.runs.executors import Outcome
from ai_features.runs.models import EventKind, Mode, SpanKind
from ai_features.summary.options import Format, SummaryOptions
from ai_features.summary.sources import Source

Json = dict[str, Any]
# LexRank compares every sentence with every other; longer material is first thinned by parts.
PART: Final = 60
THINNED_WORDS: Final = 400


def quote_summary(
    context: RunContext, options: SummaryOptions, sources: Sequence[Source]
) -> Outcome:
    """Return the most central sentences of ``sources``, each with its citation."""
    with context.span("choose sentences", SpanKind.STEP) as span:
        chosen = _central(context, sources, words=options.words)
        span.data.update(sources=len(sources), sentences=len(chosen))
    text, cited = _laid_out(chosen, bullets=options.format == Format.BULLETS)
    context.delta(text)
    for citation in cited:
        context.emit(EventKind.CITATION, citation)
    return Outcome(output={"text": text}, citations=cited, mode=Mode.EXTRACTIVE)


def _central(
    context: RunContext, sources: Sequence[Source], *, words: int
) -> list[tuple[Source, Extract]]:
    embedded = partial(embed, workspace_id=context.workspace_id)
    parts = [sources[first : first + PART] for first in range(0, len(sources), PART)]
    kept: list[tuple[Source, Extract]] = []
    for done, part in enumerate(parts):
        context.progress(done, len(parts), f"Reading part {done + 1} of {len(parts)}")
        budget = words if len(parts) == 1 else THINNED_WORDS
        found = summarise([Text(source.text) for source in part], words=budget, embed=embedded)
        kept += [(part[extract.source], extract) for extract in found]
    if len(parts) == 1:
        return kept
    return _best(kept, summarise([_alone(*each) for each in kept], words=words, embed=embedded))


def _alone(source: Source, extract: Extract) -> Text:
    return Text(source.text[extract.start : extract.end])


def _best(
    kept: list[tuple[Source, Extract]], chosen: Sequence[Extract]
) -> list[tuple[Source, Extract]]:
    return [kept[each] for each in dict.fromkeys(extract.source for extract in chosen)]


def _laid_out(chosen: Sequence[tuple[Source, Extract]], *, bullets: bool) -> tuple[str, list[Json]]:
    """Return the sentences as Markdown with marks, a paragraph a document or a line each."""
    cited: list[Json] = []
    paragraphs: list[str] = []
    for _, group in groupby(chosen, key=lambda each: each[0].document_id):
        lines = []
        for source, extract in group:
            number = len(cited) + 1
            cited.append(source.citation(number, start=extract.start, end=extract.end))
            lines.append(f"{plain_brackets(extract.text)}[{number}]")
        paragraphs.append("\n".join(f"- {line}" for line in lines) if bullets else " ".join(lines))
    return "\n\n".join(paragraphs) if not bullets else "\n".join(paragraphs), cited

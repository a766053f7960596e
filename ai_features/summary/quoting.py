"""Summarise in the documents' own sentences, when no model writes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Final

from ai_features.gateway import Caller, embed
from ai_features.knowledge.citations.marks import plain_brackets
from ai_features.knowledge.extraction.picking import Embed, Extract
from ai_features.knowledge.extraction.reading import QUESTION_MARKS
from ai_features.knowledge.extraction.reading import Source as Text
from ai_features.knowledge.extraction.salience import summarise
from ai_features.knowledge.extraction.statements import words_in
from ai_features.runs.context import RunContext
from ai_features.runs.executors import Outcome
from ai_features.runs.models import EventKind, Mode, SpanKind
from ai_features.summary.options import Format, Length, SummaryOptions
from ai_features.summary.outline import FEWEST_PARTS, Part, count_words, parts_of
from ai_features.summary.sources import Source
from core.json import Json
from projects.documents.places import SECTION_SEPARATOR

# From this many words on, a document is too long for one paragraph: it gets an overview and then
# goes part by part.
LONG_DOCUMENT: Final = 1_500
OVERVIEW: Final = 0.4
WORDS_A_PART: Final = 28
MOST_A_PART: Final = 2
# A paragraph ends with its section from so many sentences on, and at so many in any case.
ENOUGH_SENTENCES: Final = 3
MOST_SENTENCES: Final = 5
# The mark of a line that ends in a word, as those of slides do.
UNSTOPPED: Final = re.compile(r"(?<=\w)\[\d+\]$")
# Each of several documents gets a say, however short the summary.
WORDS_A_DOCUMENT: Final = {Length.SHORT: 16, Length.MEDIUM: 24, Length.LONG: 48}


@dataclass(frozen=True)
class Block:
    """Sentences that belong together, under the name of a document or of a part of one."""

    label: str
    chosen: list[tuple[Source, Extract]]


def quote_summary(
    context: RunContext, options: SummaryOptions, sources: Sequence[Source]
) -> Outcome:
    """Return the sentences of ``sources`` that say the most, each with its citation."""
    embedded = partial(embed, caller=Caller(context.workspace_id))
    with context.span("choose sentences", SpanKind.STEP) as span:
        steps = plan(sources, options)
        blocks = list(_watched(context, steps, blocks_of(steps, embed=embedded)))
        span.data.update(sources=len(sources), blocks=len(blocks))
    text, cited = laid_out(blocks, bullets=options.format == Format.BULLETS)
    context.delta(text)
    for citation in cited:
        context.emit(EventKind.CITATION, citation)
    return Outcome(output={"text": text}, citations=cited, mode=Mode.EXTRACTIVE)


@dataclass(frozen=True)
class Step:
    """What to read for one block: ``words`` is its budget, ``title`` what it is about."""

    label: str
    title: str
    sources: list[Source]
    words: int
    most: int | None = None


def plan(sources: Sequence[Source], options: SummaryOptions) -> list[Step]:
    """Return the steps that make up a summary of ``sources``.

    A short document is one step; a long one is an overview followed by its parts. Of several
    documents each is a step, with a budget that grows with the square root of its length.
    """
    documents = [list(group) for _, group in groupby(sources, key=lambda each: each.document_id)]
    if len(documents) == 1:
        return _plan_of_one(documents[0], options)
    roots = [math.sqrt(count_words(document)) for document in documents]
    return [
        Step(
            label=document[0].title,
            title=document[0].title,
            sources=document,
            words=max(WORDS_A_DOCUMENT[options.length], int(options.words * root / sum(roots))),
        )
        for document, root in zip(documents, roots, strict=True)
    ]


def _plan_of_one(document: list[Source], options: SummaryOptions) -> list[Step]:
    title = document[0].title if document[0].document_id else ""
    whole = Step(label="", title=title, sources=document, words=options.words)
    short = options.length == Length.SHORT or count_words(document) < LONG_DOCUMENT
    if short or _is_table(document):
        return [whole]
    overview = int(OVERVIEW * options.words)
    parts = _largest(parts_of(document), room=(options.words - overview) // WORDS_A_PART)
    if len(parts) < FEWEST_PARTS:
        return [whole]
    words = (options.words - overview) // len(parts)
    return [
        Step(label="", title=title, sources=document, words=overview),
        *(
            Step(part.label, f"{title}: {part.label}", part.sources, words, most=MOST_A_PART)
            for part in parts
        ),
    ]


def _is_table(document: Sequence[Source]) -> bool:
    return 2 * sum(source.text.startswith("|") for source in document) > len(document)


def _largest(parts: Sequence[Part], *, room: int) -> list[Part]:
    """Return the largest parts that there is room for, in document order."""
    by_size = sorted(range(len(parts)), key=lambda index: -parts[index].words)
    return [parts[index] for index in sorted(by_size[:room])]


def blocks_of(steps: Sequence[Step], *, embed: Embed) -> Iterator[Block]:
    """Yield the block of each step; it is empty when nothing is left to say.

    What one step leaves of its budget goes to the next; no block repeats another.
    """
    said: list[str] = []
    saved = 0
    for step in steps:
        found = _read(step, words=step.words + saved, said=said, embed=embed)
        said += [extract.text for extract in found]
        used = sum(words_in(extract.text) for extract in found)
        saved = max(0, saved + step.words - used)
        yield Block(step.label, [(step.sources[extract.source], extract) for extract in found])


def _read(step: Step, *, words: int, said: Sequence[str], embed: Embed) -> list[Extract]:
    return summarise(
        [Text(source.text, header=source.table_header) for source in step.sources],
        words=words,
        most=step.most,
        embed=embed,
        title=step.title,
        language=step.sources[0].language,
        said=said,
    )


def _watched(
    context: RunContext, steps: Sequence[Step], blocks: Iterator[Block]
) -> Iterator[Block]:
    """Report before each block how many are done."""
    for done, _ in enumerate(steps):
        context.progress(done, len(steps), "reading")
        yield next(blocks)
    context.progress(len(steps), len(steps), "reading")


def laid_out(blocks: Sequence[Block], *, bullets: bool) -> tuple[str, list[Json]]:
    """Return the sentences as Markdown with marks, each block as paragraphs or as list items."""
    cited: list[Json] = []
    paragraphs: list[str] = []
    for block in filter(lambda block: block.chosen, blocks):
        begun = len(cited)
        lines = [
            _line(source, extract, cited, asked=not block.label) for source, extract in block.chosen
        ]
        if bullets:
            paragraphs += _points(block.label, lines)
        else:
            lines[0] = _labelled(block.label, lines[0])
            lines = [UNSTOPPED.sub(r".\g<0>", line) for line in lines]
            paragraphs += _paragraphs(lines, [each["section"] for each in cited[begun:]])
    return ("\n" if bullets else "\n\n").join(paragraphs), cited


def _points(label: str, lines: Sequence[str]) -> list[str]:
    points = [_labelled(label, " ".join(lines))] if label else lines
    return [f"- {point}" for point in points]


def _labelled(label: str, line: str) -> str:
    return f"{label_of(label)} {line}" if label else line


def _paragraphs(lines: Sequence[str], sections: Sequence[str]) -> list[str]:
    """Return ``lines`` as paragraphs that end where the section does, or when they are long.

    What fits into one paragraph is one, and none is a single sentence of several.
    """
    if len(lines) <= MOST_SENTENCES:
        return [" ".join(lines)]
    starts = [0]
    for at in range(1, len(lines) - 1):
        length = at - starts[-1]
        ended = length >= ENOUGH_SENTENCES and sections[at] != sections[at - 1]
        if ended or length == MOST_SENTENCES:
            starts.append(at)
    ends = [*starts[1:], len(lines)]
    return [" ".join(lines[start:end]) for start, end in zip(starts, ends, strict=True)]


def _line(source: Source, extract: Extract, cited: list[Json], *, asked: bool) -> str:
    """Return a sentence with its mark, after its heading where that is a question it answers."""
    number = len(cited) + 1
    cited.append(source.citation(number, start=extract.start, end=extract.end))
    said = f"{plain_brackets(extract.text)}[{number}]"
    heading = cited[-1]["section"].rpartition(SECTION_SEPARATOR)[2]
    return f"{label_of(heading)} {said}" if asked and heading.endswith(QUESTION_MARKS) else said


def label_of(label: str) -> str:
    """Return the name of a document or part as the Markdown that introduces it."""
    plain = plain_brackets(label.replace("*", ""))
    return f"**{plain}**" if plain.endswith(("?", "!", ".")) else f"**{plain}:**"

"""Refuse when no passage clearly answers the question, and show the closest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ai_features.gateway import ChatModel
from ai_features.knowledge.finding.results import Passage
from ai_features.runs.context import RunContext
from ai_features.runs.executors import Outcome
from ai_features.runs.models import Mode
from core.json import Json

MOST_CLOSEST: Final = 3


def refuse(
    context: RunContext, words: str, *, model: ChatModel | None, closest: Sequence[Json] = ()
) -> Outcome:
    """Return the refusal in the project's own ``words``, with the citations that came closest.

    Readers may still find their answer there.
    """
    context.delta(words)
    return Outcome(
        output={"answer": words, "closest": list(closest)},
        refused=True,
        mode=Mode.GENERATIVE if model else Mode.EXTRACTIVE,
        model=model.name if model else "",
    )


def closest_pages(citations: Iterable[Json]) -> list[Json]:
    """Return the first citations, one for each page, numbered from 1."""
    pages: dict[tuple[object, object], Json] = {}
    for each in citations:
        pages.setdefault((each["document_id"], each["page"]), each)
    first = list(pages.values())[:MOST_CLOSEST]
    return [each | {"marker": marker} for marker, each in enumerate(first, start=1)]


def whole(passage: Passage) -> Json:
    """Return the citation of all of a passage."""
    cited = passage.citation(0, start=0, end=len(passage.text))
    return cited | {"section": passage.heading}

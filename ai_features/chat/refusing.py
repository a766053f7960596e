"""Refuse when no passage answers the question, and show the closest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ai_features.gateway import ChatModel
from ai_features.knowledge.finding.found import Passage
from ai_features.runs.context import RunContext
from ai_features.runs.executors import Outcome
from ai_features.runs.models import Mode

MOST_CLOSEST: Final = 3
Json = dict[str, Any]


def refuse(
    context: RunContext, words: str, *, model: ChatModel | None, passages: Sequence[Passage] = ()
) -> Outcome:
    """Return the refusal in the project's own ``words``, with the places of ``passages``.

    Readers may still find their answer there.
    """
    context.delta(words)
    return Outcome(
        output={"answer": words, "closest": closest(passages)},
        refused=True,
        mode=Mode.GENERATIVE if model else Mode.EXTRACTIVE,
        model=model.name if model else "",
    )


def closest(passages: Sequence[Passage]) -> list[Json]:
    """Return citations of the first passages, one for each page."""
    pages: dict[tuple[object, int], Passage] = {}
    for passage in passages:
        pages.setdefault((passage.document_id, passage.page), passage)
    return [
        passage.citation(marker, start=0, end=len(passage.text)) | {"section": passage.heading}
        for marker, passage in enumerate(list(pages.values())[:MOST_CLOSEST], start=1)
    ]

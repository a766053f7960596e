"""Find the passages that a chat answers from, and report them."""

from __future__ import annotations

from typing import Final

from ai_features.gateway import Caller
from ai_features.knowledge.citations.traced import traced
from ai_features.knowledge.finding.results import SearchResult, steps_of
from ai_features.knowledge.finding.understanding import Understood
from ai_features.knowledge.search import search
from ai_features.runs.context import RunContext
from ai_features.runs.models import EventKind, SpanKind

PASSAGES: Final = 8


def retrieve(context: RunContext, understood: Understood) -> SearchResult:
    """Search for what a question needs; trace the result, and send it to followers."""
    question = understood.question
    with context.span("search", SpanKind.RETRIEVAL, query=question) as span:
        found = search(
            project=context.run.project,
            query=question,
            limit=PASSAGES,
            understood=understood,
            caller=Caller.of_run(context),
        )
        span.data["timings_ms"] = found.timings_ms
        span.data["passages"] = [traced(passage) for passage in found.passages]
        span.data.update(steps_of(found))
    context.emit(EventKind.RETRIEVED, {"query": question, "passages": span.data["passages"]})
    return found

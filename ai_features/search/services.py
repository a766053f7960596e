"""Search a project's documents for somebody, and record it as a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from ai_features.gateway import Caller
from ai_features.knowledge.citations.traced import traced
from ai_features.knowledge.finding.results import SearchResult, steps_of
from ai_features.knowledge.search import search
from ai_features.knowledge.words.query import Mode
from ai_features.runs.models import SpanKind
from ai_features.runs.noting import CallNotes
from ai_features.runs.recording import FinishedSpan, record_run
from core.access import Actor
from core.errors import Invalid
from core.names import is_seen
from projects.models import Project

KIND: Final = "search"
LONGEST_QUERY: Final = 1_000
MOST_RESULTS: Final = 50
# The trace stores little more of each passage than it shows, so that searches stay quick.
EXCERPT: Final = 250


@dataclass(frozen=True, slots=True)
class Found:
    """A search result, and the run that records it."""

    run_id: UUID
    result: SearchResult


def search_documents(
    *,
    project: Project,
    actor: Actor,
    query: str,
    limit: int = 10,
    mode: Mode = "hybrid",
    document_ids: Sequence[UUID] | None = None,
) -> Found:
    """Return the passages that best answer ``query``, best first, recorded as a run.

    Raises :class:`core.errors.Invalid` for an empty or overlong query.
    """
    text = _checked(query)
    calls = CallNotes()
    result = search(
        project=project,
        query=text,
        limit=limit,
        mode=mode,
        document_ids=document_ids,
        caller=Caller(project.workspace_id, notes=calls),
    )
    asked: dict[str, Any] = {"query": text, "mode": mode, "limit": limit}
    if document_ids is not None:
        asked["document_ids"] = [str(each) for each in document_ids]
    return Found(_record(project, actor, asked, result, calls), result)


def _record(
    project: Project,
    actor: Actor,
    asked: dict[str, Any],
    result: SearchResult,
    calls: CallNotes,
) -> UUID:
    return record_run(
        project=project,
        kind=KIND,
        actor=actor,
        input=asked,
        output={"results": len(result.passages)},
        latency_ms=result.timings_ms["total"],
        spans=[_span(asked, result)],
        calls=calls,
    )


def _span(asked: dict[str, Any], result: SearchResult) -> FinishedSpan:
    retrieved = [traced(passage) | {"text": passage.text[:EXCERPT]} for passage in result.passages]
    return FinishedSpan(
        name="search",
        kind=SpanKind.RETRIEVAL,
        offset_ms=0.0,
        duration_ms=result.timings_ms["total"],
        data={
            **{name: told for name, told in asked.items() if name != "limit"},
            "passages": retrieved,
            "timings_ms": result.timings_ms,
            **steps_of(result),
        },
    )


def _checked(query: str) -> str:
    text = " ".join(query.split())
    if not is_seen(text):
        raise Invalid.of("query", "Write what you are looking for.")
    if len(text) > LONGEST_QUERY:
        raise Invalid.of("query", f"A search has at most {LONGEST_QUERY:,} characters.")
    return text

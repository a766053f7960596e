"""REST: search a project's documents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Router, Schema
from pydantic import Field

from ai_features.knowledge.finding.results import Passage
from ai_features.knowledge.words.query import Mode
from ai_features.search.services import LONGEST_QUERY, MOST_RESULTS, search_documents
from core.rest.schemas import In
from core.rights import Right
from projects.rest import ProjectRequest, requires_project

router = Router(tags=["search"])


class Filters(In):
    """What to search in; everything when empty."""

    document_ids: list[UUID] = Field(default_factory=list, max_length=200)


class SearchIn(In):
    """What to look for: by words (``keyword``), by meaning (``semantic``) or by both (``hybrid``).

    Words in quotes must occur in a passage as typed; ``warr*`` stands for the commonest words that
    begin so.
    """

    query: str = Field(min_length=1, max_length=LONGEST_QUERY)
    limit: int = Field(10, ge=1, le=MOST_RESULTS)
    mode: Mode = "hybrid"
    filters: Filters | None = None


class ResultOut(Schema):
    """A passage: the page's text from ``start`` to ``end``; highlights are spans within it.

    ``page_label`` is what the page is called: a document without pages of its own is cut into
    stretches, each named after the heading it begins under. ``section`` names the headings above
    the words that were found, the highest first. ``score``, from 0 to 1, orders the results of one
    search; scores of different searches cannot be compared.
    """

    chunk_id: UUID
    document_id: UUID
    title: str
    page: int
    page_label: str
    section: str
    start: int
    end: int
    text: str
    score: float
    highlights: list[tuple[int, int]]

    @staticmethod
    def resolve_section(passage: Passage) -> str:
        """Return the heading, named as on pages and in traces."""
        return passage.heading


class SearchOut(Schema):
    """Passages, best first, and where the time went; ``notes`` say what had to be left out.

    ``meant`` maps each word that was taken for a typing error to what was searched for instead.
    """

    run_id: UUID
    results: list[ResultOut]
    timings_ms: dict[str, float]
    notes: list[str]
    meant: dict[str, str]


@router.post(
    "/workspaces/{workspace}/projects/{project}/search",
    response=SearchOut,
    operation_id="search",
)
@requires_project(Right.DEMO_RUN, scope_open=False)
def search(request: ProjectRequest, workspace: str, project: str, body: SearchIn) -> dict[str, Any]:
    """Return the passages that answer a query best."""
    found = search_documents(
        project=request.project,
        actor=request.actor,
        query=body.query,
        limit=body.limit,
        mode=body.mode,
        # The search takes an empty list to mean no documents; here it means no filter.
        document_ids=(body.filters.document_ids or None) if body.filters else None,
    )
    return {
        "run_id": found.run_id,
        "results": found.result.passages,
        "timings_ms": found.result.timings_ms,
        "notes": found.result.notes,
        "meant": found.result.meant,
    }

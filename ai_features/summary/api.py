"""REST: summaries of a project's documents."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Status
from pydantic import ConfigDict, Field

from ai_features.runs.api.schemas import RunWithoutTraceOut
from ai_features.runs.presenting import describe
from ai_features.runs.waiting import LONGEST_SECONDS, wait_for
from ai_features.summary.options import MOST_NAMED, SummaryOptions
from ai_features.summary.services import request_summary
from core.rest.schemas import In
from core.rights import Right
from projects.rest import ProjectRequest, requires_project

router = Router(tags=["summaries"])
Wait = Annotated[float, Query(0, ge=0, le=LONGEST_SECONDS, description="seconds to wait")]


class SummaryIn(SummaryOptions, In):
    """What to summarise, and how; with neither documents nor text, every ready document."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document_ids: list[UUID] = Field(default_factory=list, max_length=MOST_NAMED)


@router.post(
    "/workspaces/{workspace}/projects/{project}/summaries",
    response={200: RunWithoutTraceOut, 202: RunWithoutTraceOut},
    operation_id="create_summary",
)
@requires_project(Right.DEMO_RUN, scope_open=False)
def create_summary(
    request: ProjectRequest, workspace: str, project: str, body: SummaryIn, wait: Wait
) -> Status[Any]:
    """Summarise documents or a text in the background; every sentence carries its source.

    The same request for the same content gives the same run. With `?wait=30` the answer is 200 if
    the summary is done within that many seconds.
    """
    options = SummaryOptions.model_validate(body.model_dump())
    run = request_summary(project=request.project, actor=request.actor, options=options)
    current = wait_for(run, seconds=wait)
    return Status(200 if current.is_final else 202, describe(current))

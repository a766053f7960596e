"""Endpoints of runs."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import StreamingHttpResponse
from ninja import Query, Router

from ai_features.runs.access_checks import key_still_allowed
from ai_features.runs.api.schemas import RunOut, RunSummaryOut, Status
from ai_features.runs.models import RunStatus
from ai_features.runs.presenting import describe, describe_whole
from ai_features.runs.queries import HEAVY, RunFilter, get_run, list_runs
from ai_features.runs.services import cancel_run
from ai_features.runs.sse import EVENT_STREAM, place_of, stream
from core.errors import Conflict
from core.rest.access import requires
from core.rest.pagination import Cursor, Limit, paginate
from core.rest.request import ApiRequest
from core.rest.schemas import Page
from core.rest.scopes import require_end
from core.rights import Right
from core.tenancy.scope import in_workspace

router = Router(tags=["runs"])


@router.get("/workspaces/{workspace}/runs", response=Page[RunSummaryOut], operation_id="list_runs")
@requires(Right.RUN_READ)
def runs(
    request: ApiRequest,
    workspace: str,
    project: Annotated[str, Query(description="id or slug of a project")] = "",
    demo: Annotated[str, Query(description="id of a demo, or summary, search or chat")] = "",
    status: Status | None = None,
    actor: Annotated[str, Query(description="id of an actor, or user, key or visitor")] = "",
    limit: Limit = 20,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """Return the runs of the workspace, newest first."""
    only = RunFilter(project=project, demo=demo, status=status or "", actor=actor)
    rows = list_runs(request.workspace, only=only).defer(*HEAVY)
    page = paginate(rows, of=request.workspace, limit=limit, cursor=cursor)
    return page | {"items": [describe(run, heavy=False) for run in page["items"]]}


@router.get("/workspaces/{workspace}/runs/{id:run_id}", response=RunOut, operation_id="get_run")
@requires(Right.RUN_READ)
def run(request: ApiRequest, workspace: str, run_id: UUID) -> dict[str, Any]:
    """Return one run with its output and its trace."""
    return describe_whole(get_run(workspace=request.workspace, run_id=run_id))


@router.get(
    "/workspaces/{workspace}/runs/{id:run_id}/events",
    operation_id="follow_run",
    openapi_extra={
        "parameters": [
            {
                "in": "header",
                "name": "Last-Event-ID",
                "schema": {"type": "string"},
                "required": False,
                "description": "resume after this event: the id of the last one you received",
            }
        ],
        "responses": {
            200: {
                "description": "The run's events; resumes after `Last-Event-ID`.",
                "content": EVENT_STREAM,
            }
        },
    },
)
@requires(Right.RUN_READ, scope_open=False)
def follow(
    request: ApiRequest,
    workspace: str,
    run_id: UUID,
    after: Annotated[
        int | None, Query(ge=0, le=10**9, description="resume after this event, without the header")
    ] = None,
) -> StreamingHttpResponse:
    """Follow a run as server-sent events, until its `done` or `error`.

    A run that was done a week ago or more has only `start`, `usage` and `done` left; `done` holds
    the whole answer.
    """
    place = place_of(request, after)
    with in_workspace(request.workspace.pk):
        found = get_run(workspace=request.workspace, run_id=run_id)
    still_allowed = key_still_allowed(request, Right.RUN_READ)
    return stream(found, after_seq=place, still_allowed=still_allowed)


@router.post(
    "/workspaces/{workspace}/runs/{id:run_id}/cancel",
    response=RunOut,
    operation_id="cancel_run",
)
@requires(Right.DEMO_RUN)
def cancel(request: ApiRequest, workspace: str, run_id: UUID) -> dict[str, Any]:
    """Stop a run at once; one that has ended answers 409, unless it was cancelled before.

    A run that somebody else started needs the scope `write`.
    """
    found = get_run(workspace=request.workspace, run_id=run_id)
    require_end(access=request.access, key=request.credential, begun=found)
    moved = cancel_run(found)
    found = get_run(workspace=request.workspace, run_id=run_id)
    if not moved and found.status != RunStatus.CANCELLED:
        raise Conflict("This run has ended; there is nothing to stop.")
    return describe_whole(found)

"""Endpoints of feedback."""

from __future__ import annotations

from typing import Any

from ninja import Router
from ninja.responses import Status

from ai_features.runs.api.schemas import FeedbackIn, FeedbackOut
from ai_features.runs.models import Feedback
from ai_features.runs.queries import get_run, list_feedback
from ai_features.runs.services import add_feedback
from core.rest.pagination import Cursor, Limit, paginate
from core.rest.schemas import Page
from core.rights import Right
from projects.rest import ProjectRequest, requires_project

router = Router(tags=["feedback"])


@router.get(
    "/workspaces/{workspace}/projects/{project}/feedback",
    response=Page[FeedbackOut],
    operation_id="list_feedback",
)
@requires_project(Right.RUN_READ)
def feedback(
    request: ProjectRequest, workspace: str, project: str, limit: Limit = 20, cursor: Cursor = None
) -> dict[str, Any]:
    """Return what people thought of the project's runs, newest first."""
    return paginate(list_feedback(request.project), of=request.project, limit=limit, cursor=cursor)


@router.post(
    "/workspaces/{workspace}/projects/{project}/feedback",
    response={201: FeedbackOut},
    operation_id="add_feedback",
)
@requires_project(Right.FEEDBACK_WRITE)
def judge(
    request: ProjectRequest, workspace: str, project: str, body: FeedbackIn
) -> Status[Feedback]:
    """Rate a run; rating it again replaces what you said before."""
    run = get_run(workspace=request.workspace, run_id=body.run_id, project=request.project)
    given = add_feedback(run=run, actor=request.actor, rating=body.rating, comment=body.comment)
    return Status(201, given)

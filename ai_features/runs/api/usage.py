"""The endpoint of usage."""

from __future__ import annotations

from typing import Annotated, Any, Final

from ninja import Query, Router
from pydantic import WithJsonSchema

from ai_features.runs.api.schemas import UsageReportOut
from ai_features.runs.usage import GroupBy, usage
from core.rest.access import requires
from core.rest.request import ApiRequest
from core.rest.schemas import Moment
from core.rights import Right

router = Router(tags=["usage"])
DAY_OR_TIME: Final = {
    "anyOf": [{"type": "string", "format": each} for each in ("date-time", "date")]
}
Day = Annotated[Moment, WithJsonSchema(DAY_OR_TIME)]


@router.get("/workspaces/{workspace}/usage", response=UsageReportOut, operation_id="get_usage")
@requires(Right.USAGE_READ)
def report(
    request: ApiRequest,
    workspace: str,
    since: Annotated[Day | None, Query(alias="from", description="from this time on")] = None,
    until: Annotated[Day | None, Query(alias="to", description="before this time")] = None,
    group_by: GroupBy = "day",
) -> dict[str, Any]:
    """Add up runs, calls, tokens and money; calls of unknown price are counted separately."""
    found = usage(request.workspace, group_by=group_by, since=since, until=until)
    return {"group_by": group_by, "items": found.rows, "total": found.total}

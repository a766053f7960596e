"""The endpoint of usage."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

from ninja import Query, Router

from ai_features.runs.api.schemas import UsageReportOut
from ai_features.runs.usage import GroupBy, usage
from core.rest.access import requires
from core.rest.request import ApiRequest
from core.rest.schemas import Moment
from core.rights import Right

router = Router(tags=["usage"])
Day = Moment | date


@router.get("/workspaces/{workspace}/usage", response=UsageReportOut, operation_id="get_usage")
@requires(Right.USAGE_READ)
def report(
    request: ApiRequest,
    workspace: str,
    since: Annotated[Day | None, Query(alias="from", description="from then on")] = None,
    until: Annotated[Day | None, Query(alias="to", description="before then")] = None,
    group_by: GroupBy = "day",
) -> dict[str, Any]:
    """Add up runs, calls, tokens and money; what has no known price is counted apart."""
    found = usage(request.workspace, group_by=group_by, since=_moment(since), until=_moment(until))
    return {"group_by": group_by, "items": found.rows, "total": found.total}


def _moment(given: Day | None) -> datetime | None:
    if given is None:
        return None
    if not isinstance(given, datetime):
        return datetime(given.year, given.month, given.day, tzinfo=UTC)
    return given

"""Runs, feedback and usage as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from ai_features.runs.models import LONGEST_COMMENT
from ai_features.runs.presenting import actor_of
from core.rest.schemas import In

Status = Literal["queued", "running", "done", "failed", "cancelled"]


class ActorOut(Schema):
    """Who asked."""

    kind: Literal["user", "key", "visitor"]
    id: UUID
    label: str


class ProgressOut(Schema):
    """How far the run is: ``done`` of ``total``; both 0 when that is not known."""

    done: int
    total: int
    stage: str


class UsageOut(Schema):
    """Tokens and money; the cost is null when a price is unknown."""

    input_tokens: int
    output_tokens: int
    total_tokens: int
    cost_micro_usd: int | None


class ErrorOut(Schema):
    """Why a run failed or was cancelled."""

    code: str
    message: str


class SpanOut(Schema):
    """One stretch of a run; ``offset_ms`` counts from the creation of the run."""

    id: UUID
    attempt: int
    kind: Literal["retrieval", "prompt", "model", "tool", "step"]
    name: str
    started_at: datetime
    offset_ms: float
    duration_ms: float
    error_code: str | None
    data: dict[str, Any]


class RunSummaryOut(Schema):
    """A run in a list.

    ``mode`` says whether its output was quoted (extractive) or written (generative); it is null
    until there is one. ``refused`` says that no passage clearly answers what was asked.
    ``cost_micro_usd`` is in millionths of a dollar, and null when a price is unknown.
    """

    id: UUID
    project: str
    project_id: UUID
    demo: str
    demo_id: UUID
    conversation_id: UUID | None
    actor: ActorOut
    status: Status
    progress: ProgressOut
    refused: bool
    mode: Literal["extractive", "generative"] | None
    model: str | None
    usage: UsageOut
    cost_micro_usd: int | None
    latency_ms: int | None
    error: ErrorOut | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class RunWithoutTraceOut(RunSummaryOut):
    """A run with what was asked and what came out."""

    input: dict[str, Any]
    output: dict[str, Any]
    citations: list[dict[str, Any]]


class RunOut(RunWithoutTraceOut):
    """A run with its trace."""

    trace: list[SpanOut]


class FeedbackIn(In):
    """What somebody thinks of a run."""

    run_id: UUID
    rating: Literal["up", "down"]
    comment: str = Field("", max_length=LONGEST_COMMENT)


class FeedbackOut(Schema):
    """A judgement of a run."""

    id: UUID
    run_id: UUID
    actor: ActorOut
    rating: Literal["up", "down"]
    comment: str
    created_at: datetime
    updated_at: datetime

    @staticmethod
    def resolve_actor(row: Any) -> dict[str, Any]:
        """Return who judged."""
        return actor_of(row)


class UsageRowOut(Schema):
    """The usage of one group; calls of unknown price are counted separately, not as free."""

    group: str
    label: str
    runs: int
    calls: int
    failed_calls: int
    input_tokens: int
    output_tokens: int
    cost_micro_usd: int
    calls_with_unknown_cost: int


class UsageReportOut(Schema):
    """The usage of a workspace in a period, by group."""

    group_by: str
    items: list[UsageRowOut]
    total: UsageRowOut

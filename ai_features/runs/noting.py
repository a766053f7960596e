"""The model calls of a run that is recorded only once it is over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from ai_features.runs.tracing import SpanDraft


@dataclass(frozen=True, slots=True)
class NotedSpan:
    """A span of the trace, with its start and duration."""

    draft: SpanDraft
    started_at: datetime
    duration_ms: float


@dataclass(slots=True)
class CallNotes:
    """Calls made before their run exists.

    Their cost is in the ledger from the start, under no run; recording the run takes over these
    entries and spans. If the process dies in between, the cost still counts.
    """

    call_ids: list[UUID] = field(default_factory=list)
    spans: list[NotedSpan] = field(default_factory=list)

"""The model calls of a run that is written down only once it is over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from ai_features.runs.tracing import SpanDraft


@dataclass(frozen=True, slots=True)
class NotedSpan:
    """A stretch of the trace, and when it was."""

    draft: SpanDraft
    started_at: datetime
    duration_ms: float


@dataclass(slots=True)
class CallNotes:
    """Calls that were made before their run was there to hang them on.

    Their money is in the ledger from the first moment, under no run; recording the run takes
    these entries and spans over. Should the process die in between, the money stays counted.
    """

    call_ids: list[UUID] = field(default_factory=list)
    spans: list[NotedSpan] = field(default_factory=list)

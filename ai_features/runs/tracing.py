"""The spans of a run, written once they are over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from ai_features.runs.models import Run, Span, SpanKind
from core.connections import let_go
from core.tenancy.scope import in_workspace


@dataclass
class SpanDraft:
    """A span still in progress; ``data`` is what the trace page shows of it."""

    name: str
    kind: SpanKind
    data: dict[str, Any] = field(default_factory=dict)
    error_code: str = ""


def write_span(
    draft: SpanDraft,
    *,
    workspace_id: UUID,
    run_id: UUID,
    attempt: int,
    started_at: datetime,
    duration_ms: float,
) -> None:
    """Store a span, unless its run was deleted meanwhile."""
    with in_workspace(workspace_id):
        rows = Run.objects.for_workspace(workspace_id).filter(pk=run_id)
        # Locked: deleted between here and the insert, it would raise over the error in flight.
        if not rows.select_for_update(no_key=True).exists():
            return
        Span(
            workspace_id=workspace_id,
            run_id=run_id,
            attempt=attempt,
            kind=draft.kind,
            name=draft.name,
            started_at=started_at,
            duration_ms=duration_ms,
            data=draft.data,
            error_code=draft.error_code,
        ).save(force_insert=True)
    let_go()

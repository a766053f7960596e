"""The money of model calls: opened before a call, settled exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.aggregates import Count
from django.utils import timezone

from ai_features.runs.models import LedgerEntry, LedgerState, Run
from core.tenancy.scope import in_workspace, sweeping

# Three times the longest call: who has not settled it by then was killed.
LOST_AFTER: Final = timedelta(minutes=15)
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a call ended; ``cost_micro_usd`` is None when no price is known."""

    state: LedgerState
    input_tokens: int
    output_tokens: int
    cost_micro_usd: int | None
    estimated: bool


def open_entry(
    *,
    workspace_id: UUID,
    call_id: UUID,
    run_id: UUID | None,
    provider: str,
    model: str,
    purpose: str,
    reserved_micro_usd: int | None,
) -> None:
    """Write that a call is about to be made; a call id that is already there raises."""
    with in_workspace(workspace_id):
        LedgerEntry(
            workspace_id=workspace_id,
            call_id=call_id,
            run_id=run_id,
            provider=provider,
            model=model,
            purpose=purpose,
            reserved_micro_usd=reserved_micro_usd,
        ).save(force_insert=True)


def settle(*, workspace_id: UUID, call_id: UUID, settlement: Settlement) -> bool:
    """Close the entry of a call and add its run up; return False when it was closed before."""
    with in_workspace(workspace_id):
        rows = LedgerEntry.objects.for_workspace(workspace_id).filter(call_id=call_id)
        # The run is locked first, as by whoever begins, ends or deletes it. In two orders each
        # would wait for the other.
        run_id = rows.values_list("run_id", flat=True).first()
        if run_id:
            _hold(workspace_id, run_id)
        moved = rows.filter(state=LedgerState.OPEN).update(
            state=settlement.state,
            input_tokens=settlement.input_tokens,
            output_tokens=settlement.output_tokens,
            cost_micro_usd=settlement.cost_micro_usd,
            estimated=settlement.estimated,
            settled_at=timezone.now(),
        )
        if moved and run_id:
            add_up(workspace_id=workspace_id, run_id=run_id)
    return bool(moved)


def adopt(*, workspace_id: UUID, run_id: UUID, call_ids: Sequence[UUID]) -> None:
    """Put calls that were made before their run was written on its bill; call it inside."""
    rows = LedgerEntry.objects.for_workspace(workspace_id)
    rows.filter(call_id__in=list(call_ids), run__isnull=True).update(run_id=run_id)
    add_up(workspace_id=workspace_id, run_id=run_id)


def abandon(*, workspace_id: UUID, run_id: UUID) -> None:
    """Close what a killed attempt left open, at an unknown cost; call it inside the workspace."""
    _hold(workspace_id, run_id)
    rows = LedgerEntry.objects.for_workspace(workspace_id)
    if rows.filter(run_id=run_id, state=LedgerState.OPEN).update(
        state=LedgerState.FAILED, estimated=True, settled_at=timezone.now()
    ):
        add_up(workspace_id=workspace_id, run_id=run_id)


def settle_lost() -> int:
    """Close the calls that a killed process left open, at an unknown cost; return how many.

    A run's next attempt closes its own. This is for those of no run (embedding what is indexed or
    searched for, trying a provider) and of runs that are over or deleted.
    """
    with sweeping():
        rows = LedgerEntry.unscoped.filter(
            state=LedgerState.OPEN, created_at__lt=timezone.now() - LOST_AFTER
        )
        lost = list(rows.order_by("created_at").values_list("workspace_id", "call_id")[:AT_ONCE])
    unknown = Settlement(LedgerState.FAILED, 0, 0, cost_micro_usd=None, estimated=True)
    return sum(
        settle(workspace_id=workspace_id, call_id=call_id, settlement=unknown)
        for workspace_id, call_id in lost
    )


def newest_writer(*, workspace_id: UUID, run_id: UUID) -> str:
    """Return the model that the run last had write, or nothing; inside ``in_workspace``."""
    rows = LedgerEntry.objects.for_workspace(workspace_id).filter(run_id=run_id)
    writing = rows.exclude(purpose__in=("embed", "rerank")).order_by("-created_at", "-id")
    return writing.values_list("model", flat=True).first() or ""


def add_up(*, workspace_id: UUID, run_id: UUID) -> None:
    """Write the sum of a run's entries on the run; one unknown cost makes the sum unknown."""
    # Locked first: of two calls settling at once, the later one must see the earlier one's entry.
    runs = _hold(workspace_id, run_id)
    entries = LedgerEntry.objects.for_workspace(workspace_id).filter(run_id=run_id)
    total = entries.aggregate(
        input=Sum("input_tokens", default=0),
        output=Sum("output_tokens", default=0),
        cost=Sum("cost_micro_usd", default=0),
        unknown=Count("pk", filter=Q(cost_micro_usd=None)),
    )
    runs.update(
        input_tokens=total["input"],
        output_tokens=total["output"],
        cost_micro_usd=None if total["unknown"] else total["cost"],
    )


def _hold(workspace_id: UUID, run_id: UUID) -> QuerySet[Run]:
    """Lock the run's row until the transaction ends."""
    runs = Run.objects.for_workspace(workspace_id).filter(pk=run_id)
    runs.select_for_update(no_key=True).values_list("pk").first()
    return runs

"""The cost ledger of model calls: an entry is opened before a call and settled exactly once."""

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

# Three times the longest call: a process that has not settled by then was killed.
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
    """Record that a call is about to be made.

    Raises :class:`django.db.IntegrityError` for a call id that is already there.
    """
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
    """Close a call's entry and update its run's totals; return False if it was closed already."""
    with in_workspace(workspace_id):
        rows = LedgerEntry.objects.for_workspace(workspace_id).filter(
            call_id=call_id, state=LedgerState.OPEN
        )
        while (entry := rows.values_list("run_id").first()) is not None:
            if _close(rows, run_id=entry[0], workspace_id=workspace_id, settlement=settlement):
                return True
    return False


def _close(
    rows: QuerySet[LedgerEntry], *, run_id: UUID | None, workspace_id: UUID, settlement: Settlement
) -> bool:
    """Close the entry if it still belongs to that run, or to none; return whether it did.

    A run may have adopted the call, or have been deleted, since the entry was read.
    """
    # The run is locked first, as when it begins, ends or is deleted: any other order could
    # deadlock.
    if run_id:
        _hold(workspace_id, run_id)
    same = Q(run=run_id) if run_id else Q(run=None)
    moved = rows.filter(same).update(
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
    """Charge a run for calls made before it was recorded; call it inside ``in_workspace``."""
    rows = LedgerEntry.objects.for_workspace(workspace_id)
    rows.filter(call_id__in=list(call_ids), run__isnull=True).update(run_id=run_id)
    add_up(workspace_id=workspace_id, run_id=run_id)


def abandon(*, workspace_id: UUID, run_id: UUID) -> None:
    """Close what a killed attempt left open, at unknown cost; call it inside ``in_workspace``."""
    _hold(workspace_id, run_id)
    rows = LedgerEntry.objects.for_workspace(workspace_id)
    if rows.filter(run_id=run_id, state=LedgerState.OPEN).update(
        state=LedgerState.FAILED, estimated=True, settled_at=timezone.now()
    ):
        add_up(workspace_id=workspace_id, run_id=run_id)


def settle_lost() -> int:
    """Close the entries that killed processes left open, at unknown cost; return how many.

    A run's next attempt closes its own. This is for calls without a run (embedding for the index or
    a search, testing a provider) and for runs that are over or deleted.
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
    """Return the model that last wrote for the run, or ""; call it inside ``in_workspace``."""
    rows = LedgerEntry.objects.for_workspace(workspace_id).filter(run_id=run_id)
    writing = rows.exclude(purpose__in=("embed", "rerank")).order_by("-created_at", "-id")
    return writing.values_list("model", flat=True).first() or ""


def add_up(*, workspace_id: UUID, run_id: UUID) -> None:
    """Store the totals of a run's entries on it; one unknown cost makes the total unknown."""
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

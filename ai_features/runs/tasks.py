"""The Celery task that closes what killed processes left open in the ledger."""

from __future__ import annotations

from celery import shared_task

from ai_features.runs import ledger


@shared_task(name="ai_features.runs.sweep")  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Settle the calls whose process can no longer settle them."""
    ledger.settle_lost()

"""The Celery task that keeps the index tidy."""

from __future__ import annotations

from celery import shared_task

from ai_features.knowledge.indexing import sweeping


@shared_task(name="ai_features.knowledge.sweep")  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Delete what no longer answers searches, mend what was lost, queue what is outdated."""
    sweeping.sweep()

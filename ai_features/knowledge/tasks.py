"""The Celery task that keeps the index tidy."""

from __future__ import annotations

from celery import shared_task

from ai_features.knowledge import sweeping


@shared_task(name="ai_features.knowledge.sweep")  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Clear away vectors and indexes that answer nothing any more."""
    sweeping.sweep()

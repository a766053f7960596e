"""The Celery task that keeps the index tidy."""

from __future__ import annotations

from celery import shared_task

from ai_features.knowledge.indexing import sweeping


@shared_task(name="ai_features.knowledge.sweep")  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Clear away what answers nothing any more; queue projects to be counted anew."""
    sweeping.sweep()

"""Read where jobs stand."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from core.jobs.models import Job


def latest_jobs(*, workspace_id: UUID, kind: str, subject_ids: Iterable[UUID]) -> dict[UUID, Job]:
    """Return the newest job of ``kind`` for each subject that had one; inside ``in_workspace``."""
    rows = Job.objects.for_workspace(workspace_id).filter(kind=kind, subject_id__in=subject_ids)
    return {job.subject_id: job for job in rows.order_by("created_at", "pk")}

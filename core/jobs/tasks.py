"""The three Celery tasks: do a job, sweep up after killed processes, tidy."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from core.jobs.performing import end_exhausted, perform_job
from core.jobs.ring import ring
from core.jobs.services import due_jobs
from core.rest.idempotency import forget_old_answers


@shared_task(name="core.jobs.perform")  # type: ignore[untyped-decorator]
def perform(workspace_id: str, job_id: str) -> None:
    """Do one job."""
    perform_job(UUID(workspace_id), UUID(job_id))


@shared_task(name="core.jobs.sweep")  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Ring again for jobs that a killed process left, and end those beyond help."""
    end_exhausted()
    for workspace_id, job_id in due_jobs():
        ring(workspace_id, job_id)


@shared_task(name="core.jobs.tidy")  # type: ignore[untyped-decorator]
def tidy() -> None:
    """Forget what has had its time."""
    forget_old_answers()

"""The Celery tasks: perform a job, and tidy up."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from core.jobs.forgetting import forget_ended_jobs
from core.jobs.performing import perform_job
from core.people.services import forget_ended_sessions
from core.rest.idempotency import forget_old_answers


@shared_task(name="core.jobs.perform")  # type: ignore[untyped-decorator]
def perform(workspace_id: str, job_id: str) -> None:
    """Perform one job."""
    perform_job(UUID(workspace_id), UUID(job_id))


@shared_task(name="core.jobs.tidy")  # type: ignore[untyped-decorator]
def tidy() -> None:
    """Delete kept answers, sessions and jobs that have expired."""
    forget_old_answers()
    forget_ended_sessions()
    forget_ended_jobs()

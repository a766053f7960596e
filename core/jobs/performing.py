"""Perform a job: claim it, call its kind's handler, and record how it ended."""

from __future__ import annotations

import logging
from uuid import UUID

from core.connections import AWAY
from core.jobs.context import JobCancelled, JobContext, JobFailed, LeaseLost
from core.jobs.models import JobState
from core.jobs.registry import work_for
from core.jobs.services import Claim, claim, exhausted_jobs, finish, release
from core.tenancy.scope import in_workspace

log = logging.getLogger(__name__)
CANCELLED = ("cancelled", "You stopped this. Nothing was changed.")
STOPPED = (
    "stopped",
    "The work stopped unexpectedly several times. What you uploaded is safe; try again.",
)


def perform_job(workspace_id: UUID, job_id: UUID) -> bool:
    """Perform the job if we can claim it; return whether we could. Harmless if delivered twice."""
    held = claim(workspace_id=workspace_id, job_id=job_id)
    if held is None:
        return False
    perform_claimed(held)
    return True


def perform_claimed(held: Claim) -> None:
    """Run the handler of a job that this process has claimed."""
    work = work_for(held.kind)
    try:
        with JobContext(held) as context:
            context.check()
            work.handler(context)
    except LeaseLost:
        log.warning("Job %s was taken over by another process.", held.job_id)
    except JobCancelled:
        _end(held, JobState.CANCELLED, *CANCELLED)
    except JobFailed as error:
        _end(held, JobState.FAILED, error.code, error.message)
    except Exception:
        log.exception("Job %s failed in attempt %s", held.job_id, held.attempt)
        if not release(held):
            _end(held, JobState.FAILED, *STOPPED)
    else:
        finish(held, JobState.DONE)


def end_exhausted() -> int:
    """End the jobs whose process died in every attempt; return how many.

    A job that cannot be ended is left to the next sweep and does not hold up the others. Raises
    one of :data:`core.connections.AWAY` if the database does not answer.
    """
    return sum(_ended(held) for held in exhausted_jobs())


def _ended(held: Claim) -> bool:
    try:
        _end(held, JobState.FAILED, *STOPPED)
    except AWAY:
        raise
    except Exception:
        log.exception("Job %s of the kind %s could not be ended", held.job_id, held.kind)
        return False
    return True


def _end(held: Claim, state: JobState, code: str, message: str) -> None:
    """End the job and mark its subject in one transaction, so no subject waits for a dead job."""
    with in_workspace(held.workspace_id):
        if finish(held, state, code=code, message=message):
            work_for(held.kind).on_dead(held.workspace_id, held.subject_id, code, message)

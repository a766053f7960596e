"""Sweep up the jobs that no process is looking after."""

from __future__ import annotations

from core.jobs.performing import end_exhausted
from core.jobs.registry import kinds_that_go_on
from core.jobs.ring import ring
from core.jobs.services import due_jobs, reopen_due


def sweep() -> None:
    """End jobs that are out of attempts, reopen failed ones that are due, ring for waiting ones.

    Stops at the first ring that the broker does not take: each further one would wait as long.
    """
    end_exhausted()
    reopen_due(kinds_that_go_on())
    for workspace_id, job_id in due_jobs():
        if not ring(workspace_id, job_id):
            break

"""Look after jobs that nobody looks after."""

from __future__ import annotations

from core.jobs.performing import end_exhausted
from core.jobs.registry import kinds_that_go_on
from core.jobs.ring import ring
from core.jobs.services import due_jobs, reopen_due


def sweep() -> None:
    """Ring again for jobs that a killed process left, and end those beyond help.

    A broker that takes one ring no more is asked for no other: each would wait as long.
    """
    end_exhausted()
    reopen_due(kinds_that_go_on())
    for workspace_id, job_id in due_jobs():
        if not ring(workspace_id, job_id):
            break

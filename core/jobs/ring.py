"""Ring for a job: send a message through the broker that a worker should look at it."""

from __future__ import annotations

import logging
from functools import partial
from uuid import UUID

from django.db import transaction
from kombu.exceptions import OperationalError

from core.jobs.models import Job

log = logging.getLogger(__name__)


def ring_on_commit(job: Job) -> None:
    """Ring once the job is committed, so that no worker looks for a row that is not there."""
    transaction.on_commit(partial(ring, job.workspace_id, job.pk))


def ring(workspace_id: UUID, job_id: UUID) -> bool:
    """Ring for one job; return whether the broker took it.

    Nothing is lost when the broker is down or hangs: the sweep rings again.
    """
    from core.jobs.tasks import perform  # noqa: PLC0415  (tasks import the services that ring)

    try:
        perform.apply_async(args=[str(workspace_id), str(job_id)], retry=False)
    except OperationalError:
        log.warning("The broker did not answer; job %s waits for the next sweep.", job_id)
        return False
    return True

"""A kind of job for tests, and what may happen to its jobs."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from core.jobs.models import Job
from core.jobs.performing import perform_job
from core.jobs.services import MAX_ATTEMPTS, claim, request_cancel
from core.tenancy.scope import in_workspace

KIND = "test.work"


class Work:
    """A kind of job whose behaviour a test decides; it records the calls it gets."""

    def __init__(self):
        self.done, self.dead, self.act = [], [], lambda context: None

    def handler(self, context):
        self.act(context)
        self.done.append(context.subject_id)

    def on_dead(self, workspace_id, subject_id, code, message):
        self.dead.append((subject_id, code))


def take(job):
    return claim(workspace_id=job.workspace_id, job_id=job.pk)


def now(job):
    with in_workspace(job.workspace_id):
        return Job.objects.for_workspace(job.workspace_id).get(pk=job.pk)


def change(job, **fields):
    with in_workspace(job.workspace_id):
        Job.objects.for_workspace(job.workspace_id).filter(pk=job.pk).update(**fields)


def lose(job):
    """Let the lease run out, as if the process holding the job had been killed."""
    change(job, lease_until=timezone.now() - timedelta(seconds=1))


def exhaust(*jobs):
    """Lose each job in every attempt, as if it always killed its process."""
    for job in jobs:
        for _ in range(MAX_ATTEMPTS):
            assert take(job)
            lose(job)


def perform(job):
    return perform_job(job.workspace_id, job.pk)


def cancel(job):
    return request_cancel(workspace_id=job.workspace_id, kind=KIND, subject_id=job.subject_id)

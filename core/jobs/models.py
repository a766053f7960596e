"""Background work: the truth is in PostgreSQL, and the broker only rings."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from core.tenancy.owned import WorkspaceOwned

# The constraint that refuses a second open job.
ONE_OPEN: Final = "one_open_job_a_subject"


class JobState(models.TextChoices):
    """Where a job stands; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(WorkspaceOwned):
    """One piece of work on one subject, held by at most one process at a time.

    ``token`` rises with each claim: a process whose token is no longer the row's has lost the job
    and may write nothing more (a fencing token, Kleppmann 2016).
    """

    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    token = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    rung_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=40, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(WorkspaceOwned.Meta):
        indexes: ClassVar = [
            models.Index(fields=["workspace", "kind", "subject_id"]),
            models.Index(
                fields=["lease_until"],
                name="job_unfinished",
                condition=models.Q(state__in=["queued", "running"]),
            ),
            # Every sweep looks for failed jobs to reopen.
            models.Index(
                fields=["finished_at"], name="job_failed", condition=models.Q(state="failed")
            ),
            models.Index(
                fields=["finished_at"],
                name="job_ended",
                condition=models.Q(state__in=["done", "cancelled"]),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "subject_id"],
                name=ONE_OPEN,
                condition=models.Q(state__in=["queued", "running"]),
            ),
        ]

"""Move jobs from state to state, each step one conditional UPDATE that says whether it moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core.jobs.models import ONE_OPEN, Job, JobState
from core.jobs.ring import ring_on_commit
from core.tenancy.inserting import inserted
from core.tenancy.scope import in_workspace, sweeping

LEASE: Final = timedelta(seconds=30)
MAX_ATTEMPTS: Final = 3
RING_AGAIN_AFTER: Final = timedelta(seconds=30)
RETRY_DELAYS: Final = (timedelta(seconds=2), timedelta(seconds=15))
# Waits between rounds of MAX_ATTEMPTS, for kinds that go on; the last one repeats.
GO_ON_AFTER: Final = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=3),
    timedelta(hours=12),
)
OPEN: Final = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do a job, while the row's token equals this one."""

    job_id: UUID
    workspace_id: UUID
    kind: str
    subject_id: UUID
    attempt: int
    token: int


def enqueue(*, workspace_id: UUID, kind: str, subject_id: UUID) -> Job:
    """Return the open job for the subject, queueing one if there is none; rings on commit.

    Call it inside ``in_workspace``, in the transaction that made the subject.
    """
    job, made = _open_job(workspace_id=workspace_id, kind=kind, subject_id=subject_id)
    if made:
        ring_on_commit(job)
    return job


def enqueue_here(*, workspace_id: UUID, kind: str, subject_id: UUID) -> Job:
    """Queue a job that this process means to claim itself; the sweep rings if it never does."""
    return _open_job(workspace_id=workspace_id, kind=kind, subject_id=subject_id)[0]


def claim(*, workspace_id: UUID, job_id: UUID) -> Claim | None:
    """Take the job and return the claim; None if it is over, held, not due or out of attempts."""
    now = timezone.now()
    free = Q(state=JobState.QUEUED) & (Q(not_before=None) | Q(not_before__lte=now))
    lost = Q(state=JobState.RUNNING, lease_until__lt=now)
    with in_workspace(workspace_id):
        rows = Job.objects.for_workspace(workspace_id).filter(pk=job_id)
        moved = rows.filter(free | lost, attempt__lt=MAX_ATTEMPTS).update(
            state=JobState.RUNNING,
            attempt=F("attempt") + 1,
            token=F("token") + 1,
            lease_until=now + LEASE,
        )
        job = rows.first() if moved else None
    if job is None:
        return None
    return Claim(job.pk, workspace_id, job.kind, job.subject_id, job.attempt, job.token)


def extend_lease(held: Claim) -> bool | None:
    """Extend the lease; return True, False if cancellation was requested, None if it was lost."""
    with in_workspace(held.workspace_id):
        rows = _held(held)
        if not rows.update(lease_until=timezone.now() + LEASE):
            return None
        return not rows.filter(cancel_requested=True).exists()


def note_progress(held: Claim, *, done: int, total: int, stage: str) -> bool:
    """Save the job's progress and extend its lease; return False if it is no longer ours."""
    with in_workspace(held.workspace_id):
        moved = _held(held).update(
            progress_done=done,
            progress_total=total,
            stage=stage,
            lease_until=timezone.now() + LEASE,
        )
    return bool(moved)


def finish(held: Claim, state: JobState, *, code: str = "", message: str = "") -> bool:
    """End the job; return False if another process has taken it over."""
    with in_workspace(held.workspace_id):
        moved = _held(held).update(
            state=state,
            error_code=code,
            error_message=message,
            finished_at=timezone.now(),
            lease_until=None,
        )
    return bool(moved)


def release(held: Claim) -> bool:
    """Put the job back for a later attempt; return False if no attempt is left."""
    if held.attempt >= MAX_ATTEMPTS:
        return False
    wait = RETRY_DELAYS[min(held.attempt, len(RETRY_DELAYS)) - 1]
    with in_workspace(held.workspace_id):
        _held(held).update(
            state=JobState.QUEUED, lease_until=None, not_before=timezone.now() + wait, rung_at=None
        )
    return True


def request_cancel(*, workspace_id: UUID, kind: str, subject_id: UUID) -> bool | None:
    """Ask the subject's open job to stop; return False if it had been asked, None without one."""
    with in_workspace(workspace_id):
        rows = Job.objects.for_workspace(workspace_id).filter(
            kind=kind, subject_id=subject_id, state__in=OPEN
        )
        if rows.filter(cancel_requested=False).update(cancel_requested=True):
            return True
        return False if rows.exists() else None


def still_held(held: Claim) -> bool:
    """Lock the job's row until the transaction ends; return whether ``held`` still holds it.

    Call it first in a transaction that writes the job's outcome, so that a process that lost the
    job writes nothing.
    """
    return _held(held).select_for_update().exists()


def due_jobs(limit: int = 200) -> list[tuple[UUID, UUID]]:
    """Return (workspace id, job id) of jobs to ring for: lost by a killed process, or never taken.

    Marks them as rung in the same transaction, so that two sweeps do not ring twice.
    """
    now = timezone.now()
    unheard = Q(rung_at=None) | Q(rung_at__lt=now - RING_AGAIN_AFTER)
    waiting = (
        Q(state=JobState.QUEUED)
        & (Q(not_before=None) | Q(not_before__lte=now))
        & Q(created_at__lt=now - timedelta(seconds=5))
    )
    lost = Q(state=JobState.RUNNING, lease_until__lt=now)
    with sweeping():
        rows = list(
            Job.unscoped.filter((waiting | lost) & unheard)
            .order_by("created_at")
            .select_for_update(skip_locked=True)
            .values_list("workspace_id", "pk")[:limit]
        )
        Job.unscoped.filter(pk__in=[pk for _, pk in rows]).update(rung_at=now)
    return rows


def goes_on_at(*, ended_at: datetime, token: int) -> datetime:
    """Return when the sweep reopens a failed job; ``token`` counts its attempts in all rounds."""
    rounds = max(1, -(-token // MAX_ATTEMPTS))
    return ended_at + GO_ON_AFTER[min(rounds, len(GO_ON_AFTER)) - 1]


def reopen_due(kinds: list[str], limit: int = 200) -> int:
    """Reopen the failed jobs of ``kinds`` that are due; return how many."""
    now = timezone.now()
    with sweeping():
        failed = Job.unscoped.filter(
            kind__in=kinds, state=JobState.FAILED, finished_at__lte=now - GO_ON_AFTER[0]
        )
        jobs = failed.order_by("finished_at").select_for_update(skip_locked=True)
        due = [job.pk for job in jobs[:limit] if _is_due(job, now)]
        return _open_again(Job.unscoped.filter(pk__in=due))


def reopen(*, workspace_id: UUID, kind: str, subject_id: UUID) -> bool:
    """Reopen the subject's newest failed job at once; return whether there was one.

    Call it inside ``in_workspace``.
    """
    rows = Job.objects.for_workspace(workspace_id).filter(kind=kind, subject_id=subject_id)
    job = rows.filter(state=JobState.FAILED).order_by("-created_at").first()
    if job is None or not _open_again(rows.filter(pk=job.pk)):
        return False
    ring_on_commit(job)
    return True


def exhausted_jobs(limit: int = 200) -> list[Claim]:
    """Return claims on lost jobs that have no attempt left, so that the sweep can end them."""
    with sweeping():
        jobs = list(
            Job.unscoped.filter(
                state=JobState.RUNNING, lease_until__lt=timezone.now(), attempt__gte=MAX_ATTEMPTS
            )[:limit]
        )
    return [
        Claim(job.pk, job.workspace_id, job.kind, job.subject_id, job.attempt, job.token)
        for job in jobs
    ]


def _is_due(job: Job, now: datetime) -> bool:
    ended_at = job.finished_at
    return ended_at is not None and goes_on_at(ended_at=ended_at, token=job.token) <= now


def _open_again(rows: QuerySet[Job]) -> int:
    return rows.filter(state=JobState.FAILED).update(
        state=JobState.QUEUED,
        attempt=0,
        not_before=None,
        rung_at=None,
        cancel_requested=False,
        finished_at=None,
    )


def _open_job(*, workspace_id: UUID, kind: str, subject_id: UUID) -> tuple[Job, bool]:
    job = Job(workspace_id=workspace_id, kind=kind, subject_id=subject_id)
    rows = Job.objects.for_workspace(workspace_id).filter(kind=kind, subject_id=subject_id)
    while not inserted(job, unless=ONE_OPEN):
        found = rows.filter(state__in=OPEN).first()
        if found is not None:  # else it has just ended, and made room
            return found, False
    return job, True


def _held(held: Claim) -> QuerySet[Job]:
    return Job.objects.for_workspace(held.workspace_id).filter(
        pk=held.job_id, token=held.token, state=JobState.RUNNING
    )

"""Delete jobs that ended long ago, and what was kept of their subjects for people watching them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.jobs.models import Job, JobState
from core.jobs.registry import all_work, work_for
from core.tenancy.erasing import delete_rows
from core.tenancy.scope import in_workspace, sweeping

# Longer than idempotent answers are repeated (a day), and longer than a page is left open.
KEPT_FOR: Final = timedelta(days=7)
AT_ONCE: Final = 500
PORTIONS: Final = 40


def forget_ended_jobs() -> int:
    """Delete jobs that ended over a week ago and that nobody reads; return how many.

    They go in batches of 500, at most 20,000 a call; the rest go next time. Two calls at once do
    no harm.
    """
    gone = 0
    for _ in range(PORTIONS):
        due = _due()
        gone += sum(_forget(workspace_id, jobs) for workspace_id, jobs in _parted(due))
        if len(due) < AT_ONCE:
            break
    return gone


def _due() -> list[tuple[UUID, UUID]]:
    with sweeping():
        rows = _forgettable(Job.unscoped.all()).order_by("finished_at")
        return list(rows.values_list("workspace_id", "pk")[:AT_ONCE])


def _forgettable(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Narrow ``jobs`` to those that may go: ended, and of a kind that is not lasting.

    Failed jobs of a kind that goes on stay, as they will be reopened; so do jobs of unknown kinds.
    """
    kinds = {kind: work for kind, work in all_work().items() if not work.lasting}
    over = Q(state__in=(JobState.DONE, JobState.CANCELLED), kind__in=list(kinds))
    given_up = [kind for kind, work in kinds.items() if not work.goes_on]
    failed = Q(state=JobState.FAILED, kind__in=given_up)
    return jobs.filter(over | failed, finished_at__lt=timezone.now() - KEPT_FOR)


def _parted(due: Iterable[tuple[UUID, UUID]]) -> Iterable[tuple[UUID, list[UUID]]]:
    parts: dict[UUID, list[UUID]] = defaultdict(list)
    for workspace_id, job_id in due:
        parts[workspace_id].append(job_id)
    return parts.items()


def _forget(workspace_id: UUID, job_ids: list[UUID]) -> int:
    with in_workspace(workspace_id):
        rows = Job.objects.for_workspace(workspace_id).filter(pk__in=job_ids)
        # Locked rows are skipped: another process is deleting them right now.
        jobs = list(_forgettable(rows).select_for_update(skip_locked=True))
        subjects: dict[str, list[UUID]] = defaultdict(list)
        for job in jobs:
            subjects[job.kind].append(job.subject_id)
        for kind, subject_ids in subjects.items():
            forget = work_for(kind).forget
            if forget:
                forget(workspace_id, subject_ids)
        return delete_rows(rows.filter(pk__in=[job.pk for job in jobs]))

"""The sweep rings for lost and due jobs, and survives what fails around it."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import OperationalError as DatabaseAway
from django.db import connection
from django.utils import timezone

from core.jobs import sweeper, sweeping
from core.jobs.models import Job, JobState
from core.jobs.services import due_jobs, enqueue, extend_lease, finish, release, reopen
from core.tenancy.scope import in_workspace
from core.tenancy.scope import sweeping as sweeping_scope
from tests.core.jobs.work import KIND, cancel, change, lose, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]


def test_a_lost_job_is_due_but_not_again_at_once(job):
    assert take(job)
    assert due_jobs() == []
    lose(job)
    assert due_jobs() == [(job.workspace_id, job.pk)]
    assert due_jobs() == [], "a second sweep does not ring at once again"


def test_a_released_job_is_not_due_before_its_time(job):
    change(job, created_at=timezone.now() - timedelta(minutes=1))
    held = take(job)
    assert release(held)
    assert due_jobs() == []
    change(job, not_before=timezone.now() - timedelta(seconds=1))
    assert due_jobs() == [(job.workspace_id, job.pk)]


def test_a_job_just_queued_is_left_to_its_own_bell(job):
    assert due_jobs() == []
    change(job, created_at=timezone.now() - timedelta(seconds=6), rung_at=None)
    assert due_jobs() == [(job.workspace_id, job.pk)]


def test_a_job_that_is_reopened_forgets_that_it_was_to_stop(job):
    held = take(job)
    cancel(job)
    assert finish(held, JobState.FAILED)
    with in_workspace(job.workspace_id):
        assert reopen(workspace_id=job.workspace_id, kind=KIND, subject_id=job.subject_id)
    assert extend_lease(take(job)) is True


def test_a_sweep_rings_for_a_lost_job(job, work, monkeypatch):
    rung = []
    monkeypatch.setattr(sweeping, "ring", lambda *names: rung.append(names) or True)
    take(job)
    lose(job)
    sweeping.sweep()
    assert rung == [(job.workspace_id, job.pk)]


def test_a_sweep_stops_ringing_once_the_broker_fails(acme, work, monkeypatch):
    asked = []
    monkeypatch.setattr(sweeping, "ring", lambda *names: bool(asked.append(names)))
    with in_workspace(acme.pk):
        made = [enqueue(workspace_id=acme.pk, kind=KIND, subject_id=uuid.uuid4()) for _ in range(3)]
    for each in made:
        change(each, created_at=timezone.now() - timedelta(minutes=1))
    sweeping.sweep()
    assert len(asked) == 1


def test_a_sweep_survives_an_unreachable_database(monkeypatch):
    def away():
        raise DatabaseAway

    monkeypatch.setattr(sweeping, "end_exhausted", away)
    monkeypatch.setattr(sweeper.connection, "close", lambda: None)
    step = sweeper.Sweeper(None)
    assert step.sweeping.acquire()
    step._sweep()
    assert step.sweeping.acquire(blocking=False), "the next sweep is free to come"


def test_a_sweep_that_gets_no_thread_does_not_block_the_next(monkeypatch):
    def none_left(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(sweeper.threading.Thread, "start", none_left)
    step = sweeper.Sweeper(None)
    step.begin()
    assert step.sweeping.acquire(blocking=False)


def test_the_sweep_finds_failed_jobs_without_reading_all_jobs(acme, job):
    with sweeping_scope(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        failed = Job.unscoped.filter(
            kind__in=["a"], state=JobState.FAILED, finished_at__lte=timezone.now()
        )
        assert "job_failed" in failed.explain()

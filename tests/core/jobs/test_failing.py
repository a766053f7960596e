"""A failed job is retried or ended together with its subject, and never holds up others."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError
from django.db import OperationalError as DatabaseAway
from django.utils import timezone

from core.jobs import sweeping
from core.jobs.context import JobFailed
from core.jobs.models import JobState
from core.jobs.performing import end_exhausted
from core.jobs.registry import register_job
from core.jobs.services import MAX_ATTEMPTS, enqueue
from core.tenancy.scope import in_workspace
from tests.core.jobs.work import KIND, change, exhaust, lose, now, perform, take
from tests.logs import as_logged

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]


def test_a_final_failure_is_recorded_with_its_code_and_not_retried(job, work):
    def unreadable(context):
        raise JobFailed("encrypted", "The file is protected by a password.")

    work.act = unreadable
    perform(job)
    row = now(job)
    assert (row.state, row.error_code) == (JobState.FAILED, "encrypted")
    assert work.dead == [(job.subject_id, "encrypted")]
    assert take(job) is None


def test_any_other_failure_is_retried_later_and_finally_ends_the_job(job, work):
    work.act = lambda context: 1 / 0
    for attempt in range(1, MAX_ATTEMPTS):
        assert perform(job)
        row = now(job)
        assert (row.state, row.attempt) == (JobState.QUEUED, attempt)
        assert row.not_before > timezone.now()
        assert take(job) is None, "not before its time"
        change(job, not_before=timezone.now())
    assert perform(job)
    assert now(job).state == JobState.FAILED
    assert work.dead == [(job.subject_id, "stopped")]


def test_a_failing_handler_logs_no_clients_text(job, work, caplog):
    words = "the client's own"

    def unreadable(context):
        raise ValueError(words)

    work.act = unreadable
    perform(job)
    (record,) = [each for each in caplog.records if each.exc_info]
    assert str(job.pk) in as_logged(record)
    assert words not in as_logged(record)


def test_a_job_that_kills_its_process_every_time_is_ended(job, work):
    for _ in range(MAX_ATTEMPTS):
        assert take(job)
        lose(job)
    assert take(job) is None
    assert end_exhausted() == 1
    assert now(job).state == JobState.FAILED
    assert work.dead == [(job.subject_id, "stopped")]
    assert end_exhausted() == 0


def test_a_job_ends_only_with_its_subject(job, work):
    """Otherwise a process that dies in between would leave its subject waiting forever."""

    def broken(*_):
        raise DatabaseAway

    work.on_dead, told = broken, work.on_dead
    register_job(KIND, work.handler, work.on_dead)
    exhaust(job)
    with pytest.raises(DatabaseAway):
        end_exhausted()
    assert now(job).state == JobState.RUNNING
    register_job(KIND, work.handler, told)
    assert end_exhausted() == 1
    assert now(job).state == JobState.FAILED
    assert work.dead == [(job.subject_id, "stopped")]


def test_a_job_that_cannot_be_ended_does_not_hold_up_others(acme, job, work, monkeypatch, caplog):
    with in_workspace(acme.pk):
        other = enqueue(workspace_id=acme.pk, kind="nobody.knows", subject_id=uuid.uuid4())
        lost = enqueue(workspace_id=acme.pk, kind=KIND, subject_id=uuid.uuid4())
    exhaust(other, job)
    take(lost)
    lose(lost)
    rung = []
    monkeypatch.setattr(sweeping, "ring", lambda *names: rung.append(names[1]) or True)
    sweeping.sweep()
    assert (now(other).state, now(job).state) == (JobState.RUNNING, JobState.FAILED)
    assert lost.pk in rung
    assert "nobody.knows" in caplog.text


def test_a_job_whose_subject_the_database_refuses_does_not_hold_up_others(acme, job, work):
    """Each sweep starts with the exhausted jobs, and would fail at the first of them."""
    with in_workspace(acme.pk):
        refused = enqueue(workspace_id=acme.pk, kind="test.refused", subject_id=uuid.uuid4())

    def broken(*_):
        raise IntegrityError

    register_job("test.refused", work.handler, broken)
    exhaust(refused, job)
    assert end_exhausted() == 1
    assert (now(refused).state, now(job).state) == (JobState.RUNNING, JobState.FAILED)

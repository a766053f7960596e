"""A job is done once, by whoever holds it, and stops when it is cancelled or lost."""

from __future__ import annotations

import pytest

from core.jobs.context import JobCancelled, JobContext, LeaseLost
from core.jobs.models import JobState
from core.jobs.services import claim, finish, note_progress, still_held
from core.tenancy.scope import in_workspace
from tests.core.jobs.work import cancel, lose, now, perform, take
from tests.locks import Elsewhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]


def test_a_job_is_claimed_once(job):
    assert take(job)
    assert take(job) is None


def test_another_workspace_cannot_take_the_job(job, globex):
    assert claim(workspace_id=globex.pk, job_id=job.pk) is None


def test_a_job_delivered_twice_is_done_once(job, work):
    assert perform(job) is True
    assert perform(job) is False
    assert work.done == [job.subject_id]
    assert now(job).state == JobState.DONE
    assert work.dead == []


def test_a_lost_job_is_taken_over_and_the_former_holder_is_fenced_out(job):
    former = take(job)
    lose(job)
    latter = take(job)
    assert latter.token == former.token + 1
    assert not note_progress(former, done=1, total=2, stage="late")
    assert not finish(former, JobState.DONE)
    with in_workspace(job.workspace_id):
        assert not still_held(former)
        assert still_held(latter)
    assert now(job).state == JobState.RUNNING


@pytest.mark.django_db(transaction=True)
def test_nobody_takes_a_job_over_while_its_outcome_is_being_written(job):
    held, taken = take(job), []
    lose(job)
    latter = Elsewhere(lambda: taken.append(take(job)))
    with in_workspace(job.workspace_id):
        assert still_held(held)
        latter.start_and_wait_for_the_lock()
        assert taken == []
    assert latter.finish() == []
    assert taken[0].token == held.token + 1


def test_a_job_that_was_taken_over_stops_at_its_next_step(job, work):
    def robbed(context):
        lose(job)
        assert take(job)
        context.progress(1, 2)

    work.act = robbed
    perform(job)
    assert now(job).state == JobState.RUNNING
    assert work.dead == []


def test_a_context_knows_its_claim_and_stops_when_cancelled_or_lost(job):
    held = take(job)
    context = JobContext(held)
    assert (context.attempt, context.token) == (1, 1)
    context.check()
    cancel(job)
    context._extend()
    with pytest.raises(JobCancelled):
        context.check()
    lose(job)
    take(job)
    context._extend()
    with pytest.raises(LeaseLost):
        context.check()


def test_a_lease_holds_no_connection_between_heartbeats(job, monkeypatch):
    gone = []
    monkeypatch.setattr("core.jobs.context.let_go", lambda: gone.append(1))
    context = JobContext(take(job))
    context._extend()
    assert gone == [1]


def test_progress_is_recorded(job, work):
    work.act = lambda context: context.progress(3, 7, "Reading")
    perform(job)
    row = now(job)
    assert (row.progress_done, row.progress_total, row.stage) == (3, 7, "Reading")


def test_a_job_cancelled_while_waiting_does_nothing(job, work):
    assert cancel(job)
    perform(job)
    assert now(job).state == JobState.CANCELLED
    assert work.done == []
    assert work.dead == [(job.subject_id, "cancelled")]


def test_a_running_job_stops_when_it_is_cancelled(job, work):
    def stopped(context):
        cancel(job)
        context._extend()
        context.check()

    work.act = stopped
    perform(job)
    assert now(job).state == JobState.CANCELLED
    assert work.dead == [(job.subject_id, "cancelled")]


def test_a_finished_job_cannot_be_cancelled(job):
    perform(job)
    assert cancel(job) is None


def test_a_job_that_was_asked_to_stop_before_says_so(job):
    assert cancel(job) is True
    assert cancel(job) is False

"""Jobs that ended long ago are deleted, unless something still reads them."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from core.jobs import forgetting, registry, tasks
from core.jobs.forgetting import KEPT_FOR, forget_ended_jobs
from core.jobs.models import Job, JobState
from core.jobs.registry import register_job
from core.tenancy.scope import in_workspace

pytestmark = pytest.mark.django_db
LONG_AGO = KEPT_FOR + timedelta(minutes=1)
LATELY = KEPT_FOR - timedelta(minutes=1)


class Forgetful:
    """A kind of job that remembers which subjects it was asked to forget, and in whose scope."""

    def __init__(self):
        self.asked = []

    def forget(self, workspace_id, subject_ids):
        self.asked += [(workspace_id, each) for each in subject_ids]
        assert Job.objects.for_workspace(workspace_id).exists(), "the job goes last"
        assert set(Job.unscoped.values_list("workspace_id", flat=True)) == {workspace_id}


@pytest.fixture
def kind(monkeypatch):
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    made = Forgetful()
    nothing = lambda *_: None  # noqa: E731
    register_job("plain", nothing, nothing, forget=made.forget)
    register_job("goes_on", nothing, nothing, goes_on=True)
    register_job("lasting", nothing, nothing, lasting=True)
    return made


def ended(workspace, ago, *, kind="plain", state=JobState.DONE):
    with in_workspace(workspace.pk):
        job = Job(
            workspace=workspace,
            kind=kind,
            subject_id=uuid.uuid4(),
            state=state,
            finished_at=timezone.now() - ago,
        )
        job.save(force_insert=True)
    return job


def jobs_of(workspace):
    with in_workspace(workspace.pk):
        return set(Job.objects.for_workspace(workspace).values_list("pk", flat=True))


@pytest.mark.parametrize("state", [JobState.DONE, JobState.CANCELLED, JobState.FAILED])
def test_jobs_that_ended_long_ago_are_deleted_and_recent_ones_kept(acme, kind, state):
    ended(acme, LONG_AGO, state=state)
    lately = ended(acme, LATELY, state=state)
    assert forget_ended_jobs() == 1
    assert jobs_of(acme) == {lately.pk}


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING])
def test_an_open_job_is_never_deleted(acme, kind, state):
    job = ended(acme, LONG_AGO, state=state)
    assert forget_ended_jobs() == 0
    assert jobs_of(acme) == {job.pk}


def test_resumable_lasting_and_unknown_jobs_are_kept(acme, kind):
    kept = {
        ended(acme, LONG_AGO, kind="goes_on", state=JobState.FAILED).pk,
        ended(acme, LONG_AGO, kind="lasting").pk,
        ended(acme, LONG_AGO, kind="lasting", state=JobState.FAILED).pk,
        ended(acme, LONG_AGO, kind="of another version").pk,
    }
    gone = ended(acme, LONG_AGO, kind="goes_on").pk
    assert forget_ended_jobs() == 1
    assert jobs_of(acme) == kept
    assert gone not in kept


def test_each_workspace_is_tidied_separately_and_in_batches(acme, globex, kind, monkeypatch):
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    old = [ended(workspace, LONG_AGO) for workspace in (acme, globex, acme, globex, acme)]
    assert forget_ended_jobs() == len(old)
    assert sorted(kind.asked) == sorted((job.workspace_id, job.subject_id) for job in old)
    assert jobs_of(acme) == jobs_of(globex) == set()


def test_one_call_is_bounded_however_much_there_is_to_delete(acme, kind, monkeypatch):
    monkeypatch.setattr(forgetting, "AT_ONCE", 1)
    monkeypatch.setattr(forgetting, "PORTIONS", 2)
    for _ in range(3):
        ended(acme, LONG_AGO)
    assert [forget_ended_jobs(), forget_ended_jobs()] == [2, 1]


def test_the_hourly_tidying_deletes_them(acme, kind):
    ended(acme, LONG_AGO)
    tasks.tidy()
    assert jobs_of(acme) == set()


def test_the_job_of_a_move_to_another_model_is_kept_for_good():
    assert registry.work_for("knowledge.reindex").lasting

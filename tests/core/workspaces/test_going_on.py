"""A workspace whose deletion failed is deleted in the end, automatically or by its owner."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from core.jobs.models import Job, JobState
from core.jobs.performing import perform_job
from core.jobs.services import GO_ON_AFTER, MAX_ATTEMPTS, goes_on_at, reopen_due
from core.jobs.sweeping import sweep
from core.rights import Role
from core.tenancy.scope import in_workspace, sweeping
from core.workspaces.deletion import _delete_content
from core.workspaces.models import Workspace
from core.workspaces.services import DELETE_JOB, delete_workspace
from tests.cast import join

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]


@pytest.fixture
def broken(monkeypatch):
    """Make deletions fail until the test repairs them."""

    def fail(*_):
        raise RuntimeError

    monkeypatch.setattr("core.workspaces.deletion._delete_content", fail)
    return monkeypatch


def job_of(workspace):
    with in_workspace(workspace.pk):
        return Job.objects.for_workspace(workspace).get(kind=DELETE_JOB)


def change(workspace, **fields):
    with in_workspace(workspace.pk):
        Job.objects.for_workspace(workspace).update(**fields)


def fail_to_the_end(workspace):
    for _ in range(MAX_ATTEMPTS):
        change(workspace, not_before=None)
        perform_job(workspace.pk, job_of(workspace).pk)
    assert job_of(workspace).state == JobState.FAILED


@pytest.fixture
def stopped(acme, acme_access, broken):
    """Acme, closed, its deletion failed in every attempt."""
    with in_workspace(acme.pk):
        delete_workspace(access=acme_access)
    fail_to_the_end(acme)
    return acme


def exists(workspace):
    with in_workspace(workspace.pk):
        return Workspace.objects.exists()


def test_the_sweep_resumes_it_when_it_is_due(stopped, broken):
    sweep()
    assert job_of(stopped).state == JobState.FAILED, "not at once"
    change(stopped, finished_at=timezone.now() - GO_ON_AFTER[0])
    broken.undo()
    sweep()
    job = job_of(stopped)
    assert (job.state, job.attempt) == (JobState.QUEUED, 0)


def test_a_resumed_deletion_is_completed(stopped, broken, monkeypatch):
    change(stopped, finished_at=timezone.now() - GO_ON_AFTER[0])
    reopen_due([DELETE_JOB])
    monkeypatch.setattr("core.workspaces.deletion._delete_content", _delete_content)
    assert perform_job(stopped.pk, job_of(stopped).pk)
    assert not exists(stopped)


def test_each_round_waits_longer_and_there_is_no_last_one():
    ended = timezone.now()
    waits = [
        goes_on_at(ended_at=ended, token=MAX_ATTEMPTS * rounds) - ended for rounds in range(1, 7)
    ]
    assert waits == [*GO_ON_AFTER, GO_ON_AFTER[-1], GO_ON_AFTER[-1]]
    assert goes_on_at(ended_at=ended, token=1) - ended == GO_ON_AFTER[0]


def test_a_second_round_does_not_start_after_the_wait_of_the_first(stopped):
    change(stopped, finished_at=timezone.now() - GO_ON_AFTER[0])
    assert reopen_due([DELETE_JOB]) == 1
    fail_to_the_end(stopped)
    change(stopped, finished_at=timezone.now() - GO_ON_AFTER[0])
    assert reopen_due([DELETE_JOB]) == 0
    change(stopped, finished_at=timezone.now() - GO_ON_AFTER[1])
    assert reopen_due([DELETE_JOB]) == 1


def test_other_failed_jobs_stay_as_they_ended(acme):
    with in_workspace(acme.pk):
        Job(
            workspace=acme,
            kind="document.read",
            subject_id=uuid4(),
            state=JobState.FAILED,
            finished_at=timezone.now() - timedelta(days=30),
        ).save()
    sweep()
    with sweeping():
        assert Job.unscoped.get().state == JobState.FAILED


def test_its_owner_is_told_and_can_resume_at_once(client, ada, stopped):
    client.force_login(ada)
    page = client.get(reverse("core:workspaces")).content.decode()
    assert "Deletion has stopped" in page
    address = reverse("core:go_on_deleting", args=[stopped.pk])
    assert address in page
    answer = client.post(address, follow=True).content.decode()
    assert "The deletion of Acme has resumed." in answer
    assert job_of(stopped).state == JobState.QUEUED
    assert "Everything in it is being removed" in answer


def test_asking_twice_queues_one_job(client, ada, stopped):
    client.force_login(ada)
    for _ in range(2):
        client.post(reverse("core:go_on_deleting", args=[stopped.pk]))
    assert job_of(stopped).state == JobState.QUEUED


@pytest.mark.parametrize("role", [Role.ENGINEER, Role.VIEWER])
def test_a_member_who_is_not_an_owner_can_neither_see_nor_resume_it(client, stopped, role):
    client.force_login(join(stopped, "member@acme.test", role))
    assert "Acme" not in client.get(reverse("core:workspaces")).content.decode()
    assert client.post(reverse("core:go_on_deleting", args=[stopped.pk])).status_code == 404
    assert job_of(stopped).state == JobState.FAILED


def test_a_stranger_gets_the_404_of_a_random_id(client, grace, globex, stopped):
    client.force_login(grace)
    answers = {
        client.post(reverse("core:go_on_deleting", args=[each])).status_code
        for each in (stopped.pk, uuid4())
    }
    assert answers == {404}
    assert job_of(stopped).state == JobState.FAILED


def test_resuming_does_not_delete_an_open_workspace(client, ada, acme):
    client.force_login(ada)
    assert client.post(reverse("core:go_on_deleting", args=[acme.pk])).status_code == 404
    with in_workspace(acme.pk):
        assert not Job.objects.for_workspace(acme).exists()

"""A subject has one open job at a time, and workers hear of it however the broker fares."""

from __future__ import annotations

import subprocess
import sys
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.assembly.config import BASE_DIR
from core.jobs import tasks
from core.jobs.models import Job, JobState
from core.jobs.services import due_jobs, enqueue
from core.tenancy.scope import in_workspace
from tests.core.jobs.work import KIND, change, now, perform

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]


def test_asking_twice_queues_one_job(acme, job):
    with in_workspace(acme.pk):
        again = enqueue(workspace_id=acme.pk, kind=KIND, subject_id=job.subject_id)
    assert again.pk == job.pk


def test_a_subject_may_have_another_job_after_the_first_has_ended(acme, job):
    perform(job)
    with in_workspace(acme.pk):
        again = enqueue(workspace_id=acme.pk, kind=KIND, subject_id=job.subject_id)
    assert again.pk != job.pk


def test_a_job_is_queued_although_an_open_one_ends_during_the_call(acme, work, monkeypatch):
    insert, refused = Job.save, []

    def refused_once(self, **kwargs):
        if not refused:  # by an open job that has ended by the time it is looked up
            refused.append(self)
            raise IntegrityError
        insert(self, **kwargs)

    monkeypatch.setattr(Job, "save", refused_once)
    with in_workspace(acme.pk):
        made = enqueue(workspace_id=acme.pk, kind=KIND, subject_id=uuid.uuid4())
    assert now(made).state == JobState.QUEUED


def test_workers_are_rung_once_a_new_job_is_committed(
    acme, work, monkeypatch, django_capture_on_commit_callbacks
):
    rung = []
    monkeypatch.setattr(tasks.perform, "apply_async", lambda args, **_: rung.append(args))
    with django_capture_on_commit_callbacks(execute=True), in_workspace(acme.pk):
        made = enqueue(workspace_id=acme.pk, kind=KIND, subject_id=uuid.uuid4())
        assert rung == []
    assert rung == [[str(acme.pk), str(made.pk)]]


def test_no_job_is_lost_while_the_broker_is_down(
    acme, work, monkeypatch, django_capture_on_commit_callbacks
):
    def away(**_):
        raise OperationalError

    monkeypatch.setattr(tasks.perform, "apply_async", away)
    with django_capture_on_commit_callbacks(execute=True), in_workspace(acme.pk):
        made = enqueue(workspace_id=acme.pk, kind=KIND, subject_id=uuid.uuid4())
    change(made, created_at=timezone.now() - timedelta(minutes=1))
    assert (acme.pk, made.pk) in due_jobs()


SILENT = """
import os, socket, sys, uuid
door = socket.create_server(("127.0.0.1", 0))
os.environ["REDIS_URL"] = f"redis://127.0.0.1:{door.getsockname()[1]}/0"
os.environ["DJANGO_SETTINGS_MODULE"] = "core.assembly.settings"
import django; django.setup()
from core.jobs.ring import ring
sys.exit(ring(uuid.uuid4(), uuid.uuid4()))
"""


@pytest.mark.slow
def test_a_broker_that_accepts_and_never_answers_does_not_hang_the_caller():
    """Requests ring for jobs, and would hang with the broker."""
    asked = [sys.executable, "-c", SILENT]
    told = subprocess.run(
        asked, cwd=BASE_DIR, timeout=50, check=True, capture_output=True, text=True
    )
    assert "waits for the next sweep" in told.stderr

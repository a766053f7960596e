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
from tests.locks import Elsewhere

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


class Amid:
    """The jobs of a subject, changed by somebody else each time an insert has been refused.

    ``changes`` come one after another: "ended" for the open job, "queued" for another one.
    """

    def __init__(self, acme, subject, *changes):
        self._acme, self._subject, self._changes = acme, subject, list(changes)
        self._insert = Job.save

    def save(self, job, **kwargs):
        if self._changes and self._changes[0] == "queued":
            self._elsewhere(self._changes.pop(0))
        try:
            self._insert(job, **kwargs)
        except IntegrityError:
            if self._changes:
                self._elsewhere(self._changes.pop(0))
            raise

    def _elsewhere(self, change):
        change = Elsewhere(self._queue if change == "queued" else self._end)
        change.start()
        assert change.finish() == []

    def _queue(self):
        with in_workspace(self._acme.pk):
            self._insert(Job(workspace=self._acme, kind=KIND, subject_id=self._subject))

    def _end(self):
        with in_workspace(self._acme.pk):
            rows = Job.objects.for_workspace(self._acme).filter(subject_id=self._subject)
            rows.update(state=JobState.DONE)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "changes", [["queued", "ended"], ["queued", "ended", "queued"], ["queued", "ended"] * 3]
)
def test_a_subject_has_one_open_job_however_others_come_and_go_during_the_call(
    acme, work, monkeypatch, changes
):
    subject = uuid.uuid4()
    amid = Amid(acme, subject, *changes)

    def save(job, **kwargs):
        amid.save(job, **kwargs)

    monkeypatch.setattr(Job, "save", save)
    with in_workspace(acme.pk):
        job = enqueue(workspace_id=acme.pk, kind=KIND, subject_id=subject)
    assert now(job).state == JobState.QUEUED


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

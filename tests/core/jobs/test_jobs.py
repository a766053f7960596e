from __future__ import annotations

import subprocess
import sys
import uuid
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection
from django.db import OperationalError as DatabaseAway
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.assembly.config import BASE_DIR
from core.jobs import registry, sweeper, sweeping, tasks
from core.jobs.context import JobCancelled, JobContext, JobFailed, LeaseLost
from core.jobs.forgetting import _forgettable
from core.jobs.models import Job, JobState
from core.jobs.performing import end_exhausted, perform_job
from core.jobs.registry import register_job
from core.jobs.services import (
    MAX_ATTEMPTS,
    claim,
    due_jobs,
    enqueue,
    finish,
    note_progress,
    release,
    request_cancel,
    still_held,
)
from core.tenancy.scope import in_workspace
from core.tenancy.scope import sweeping as sweeping_scope
from tests.logs import as_logged

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]
KIND = "test.work"


class Work:
    """A kind of job whose behaviour a test decides; remembers who was told of its end."""

    def __init__(self):
        self.done, self.dead, self.act = [], [], lambda context: None

    def handler(self, context):
        self.act(context)
        self.done.append(context.subject_id)

    def on_dead(self, workspace_id, subject_id, code, message):
        self.dead.append((subject_id, code))


@pytest.fixture
def work(monkeypatch):
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    made = Work()
    register_job(KIND, made.handler, made.on_dead)
    return made


@pytest.fixture
def job(acme, work):
    with in_workspace(acme.pk):
        return enqueue(workspace_id=acme.pk, kind=KIND, subject_id=uuid.uuid4())


def take(job):
    return claim(workspace_id=job.workspace_id, job_id=job.pk)


def now(job):
    with in_workspace(job.workspace_id):
        return Job.objects.for_workspace(job.workspace_id).get(pk=job.pk)


def change(job, **fields):
    with in_workspace(job.workspace_id):
        Job.objects.for_workspace(job.workspace_id).filter(pk=job.pk).update(**fields)


def lose(job):
    """The process that held the job was killed: its lease runs out."""
    change(job, lease_until=timezone.now() - timedelta(seconds=1))


def perform(job):
    return perform_job(job.workspace_id, job.pk)


def test_asking_twice_queues_one_job(acme, job):
    with in_workspace(acme.pk):
        again = enqueue(workspace_id=acme.pk, kind=KIND, subject_id=job.subject_id)
    assert again.pk == job.pk


def test_a_new_job_is_rung_once_committed(
    acme, work, monkeypatch, django_capture_on_commit_callbacks
):
    rung = []
    monkeypatch.setattr(tasks.perform, "apply_async", lambda args, **_: rung.append(args))
    with django_capture_on_commit_callbacks(execute=True), in_workspace(acme.pk):
        made = enqueue(workspace_id=acme.pk, kind=KIND, subject_id=uuid.uuid4())
        assert rung == []
    assert rung == [[str(acme.pk), str(made.pk)]]


def test_a_broker_that_is_away_loses_no_job(
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
def test_a_broker_that_takes_the_line_and_says_nothing_lets_go_of_who_rings():
    """Jobs are rung for within requests, which would hang with it."""
    asked = [sys.executable, "-c", SILENT]
    told = subprocess.run(
        asked, cwd=BASE_DIR, timeout=50, check=True, capture_output=True, text=True
    )
    assert "waits for the next sweep" in told.stderr


def test_a_sweep_rings_no_more_once_the_broker_takes_no_ring(acme, work, monkeypatch):
    asked = []
    monkeypatch.setattr(sweeping, "ring", lambda *names: bool(asked.append(names)))
    with in_workspace(acme.pk):
        made = [enqueue(workspace_id=acme.pk, kind=KIND, subject_id=uuid.uuid4()) for _ in range(3)]
    for each in made:
        change(each, created_at=timezone.now() - timedelta(minutes=1))
    sweeping.sweep()
    assert len(asked) == 1


def test_a_job_is_claimed_once(job):
    assert take(job)
    assert take(job) is None


def test_delivered_twice_it_is_done_once(job, work):
    assert perform(job) is True
    assert perform(job) is False
    assert work.done == [job.subject_id]
    assert now(job).state == JobState.DONE
    assert work.dead == []


def test_after_its_end_the_subject_may_have_another_job(acme, job):
    perform(job)
    with in_workspace(acme.pk):
        again = enqueue(workspace_id=acme.pk, kind=KIND, subject_id=job.subject_id)
    assert again.pk != job.pk


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


def test_a_job_that_was_taken_over_stops_at_its_next_step(job, work):
    def robbed(context):
        lose(job)
        assert take(job)
        context.progress(1, 2)

    work.act = robbed
    perform(job)
    assert now(job).state == JobState.RUNNING
    assert work.dead == []


def test_progress_is_written(job, work):
    work.act = lambda context: context.progress(3, 7, "Reading")
    perform(job)
    row = now(job)
    assert (row.progress_done, row.progress_total, row.stage) == (3, 7, "Reading")


def cancel(job):
    return request_cancel(workspace_id=job.workspace_id, kind=KIND, subject_id=job.subject_id)


def test_a_waiting_job_that_is_cancelled_does_nothing(job, work):
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


def test_what_is_over_cannot_be_cancelled(job):
    perform(job)
    assert not cancel(job)


def test_a_final_failure_is_told_in_the_users_words_and_not_tried_again(job, work):
    def unreadable(context):
        raise JobFailed("encrypted", "The file is protected by a password.")

    work.act = unreadable
    perform(job)
    row = now(job)
    assert (row.state, row.error_code) == (JobState.FAILED, "encrypted")
    assert work.dead == [(job.subject_id, "encrypted")]
    assert take(job) is None


def test_any_other_failure_is_tried_again_later_and_then_ends(job, work):
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


def test_the_sweep_rings_for_lost_jobs_once_in_a_while(job):
    assert take(job)
    assert due_jobs() == []
    lose(job)
    assert due_jobs() == [(job.workspace_id, job.pk)]
    assert due_jobs() == [], "a second sweep does not ring at once again"


def test_the_sweep_leaves_a_job_alone_that_waits_for_its_time(job):
    change(job, created_at=timezone.now() - timedelta(minutes=1))
    held = take(job)
    assert release(held)
    assert due_jobs() == []
    change(job, not_before=timezone.now() - timedelta(seconds=1))
    assert due_jobs() == [(job.workspace_id, job.pk)]


def test_a_job_that_kills_its_process_every_time_is_ended(job, work):
    for _ in range(MAX_ATTEMPTS):
        assert take(job)
        lose(job)
    assert take(job) is None
    assert end_exhausted() == 1
    assert now(job).state == JobState.FAILED
    assert work.dead == [(job.subject_id, "stopped")]
    assert end_exhausted() == 0


def exhaust(*jobs):
    """Let each job kill its process in every attempt."""
    for job in jobs:
        for _ in range(MAX_ATTEMPTS):
            assert take(job)
            lose(job)


def test_a_job_ends_only_with_its_subject(job, work):
    """Else a process that dies in between leaves a subject that waits for ever."""

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


def test_a_job_that_cannot_be_ended_keeps_no_other_waiting(acme, job, work, monkeypatch, caplog):
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


def test_a_job_whose_subject_the_database_refuses_keeps_no_other_waiting(acme, job, work):
    """Each sweep begins with the jobs that cannot go on, and would end with the first of them."""
    with in_workspace(acme.pk):
        refused = enqueue(workspace_id=acme.pk, kind="test.refused", subject_id=uuid.uuid4())

    def broken(*_):
        raise IntegrityError

    register_job("test.refused", work.handler, broken)
    exhaust(refused, job)
    assert end_exhausted() == 1
    assert (now(refused).state, now(job).state) == (JobState.RUNNING, JobState.FAILED)


def test_an_open_job_that_ends_at_the_moment_of_asking_makes_room(acme, work, monkeypatch):
    insert, refused = Job.save, []

    def refused_once(self, **kwargs):
        if not refused:  # by an open job, which is over when it is looked for
            refused.append(self)
            raise IntegrityError
        insert(self, **kwargs)

    monkeypatch.setattr(Job, "save", refused_once)
    with in_workspace(acme.pk):
        made = enqueue(workspace_id=acme.pk, kind=KIND, subject_id=uuid.uuid4())
    assert now(made).state == JobState.QUEUED


def test_between_two_beats_a_lease_holds_no_connection(job, monkeypatch):
    gone = []
    monkeypatch.setattr("core.jobs.context.let_go", lambda: gone.append(1))
    context = JobContext(take(job))
    context._extend()
    assert gone == [1]


def test_the_sweep_ends_and_rings_in_one_go(job, work, monkeypatch):
    rung = []
    monkeypatch.setattr(sweeping, "ring", lambda *names: rung.append(names) or True)
    take(job)
    lose(job)
    sweeping.sweep()
    assert rung == [(job.workspace_id, job.pk)]


def test_a_sweep_without_a_database_is_survived(monkeypatch):
    def away():
        raise DatabaseAway

    monkeypatch.setattr(sweeping, "end_exhausted", away)
    monkeypatch.setattr(sweeper.connection, "close", lambda: None)
    step = sweeper.Sweeper(None)
    assert step.sweeping.acquire()
    step._sweep()
    assert step.sweeping.acquire(blocking=False), "the next sweep is free to come"


def test_a_sweep_that_gets_no_thread_leaves_the_next_one_free_to_come(monkeypatch):
    def none_left(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(sweeper.threading.Thread, "start", none_left)
    step = sweeper.Sweeper(None)
    step.begin()
    assert step.sweeping.acquire(blocking=False)


def test_a_context_says_what_it_holds_and_stops(job):
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


def test_another_workspace_cannot_take_the_job(job, globex):
    assert claim(workspace_id=globex.pk, job_id=job.pk) is None


def test_a_failing_handler_logs_no_clients_text(job, work, caplog):
    words = "the client's own"

    def unreadable(context):
        raise ValueError(words)

    work.act = unreadable
    perform(job)
    (record,) = [each for each in caplog.records if each.exc_info]
    assert str(job.pk) in as_logged(record)
    assert words not in as_logged(record)


def test_the_sweep_finds_failed_jobs_without_reading_all_jobs(acme, job):
    with sweeping_scope(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        failed = Job.unscoped.filter(
            kind__in=["a"], state=JobState.FAILED, finished_at__lte=timezone.now()
        )
        assert "job_failed" in failed.explain()


def test_the_tidying_finds_ended_jobs_without_reading_all_jobs(acme, job):
    with sweeping_scope(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = _forgettable(Job.unscoped.all()).order_by("finished_at").explain()
        assert "job_ended" in plan
        assert "Seq Scan" not in plan


def test_tidying_forgets_ended_sessions_and_no_others(client, ada, work):
    client.force_login(ada)
    client.get("/account/")
    alive = client.session.session_key
    ended = Session.objects.create(
        session_key="x" * 32, session_data="", expire_date=timezone.now() - timedelta(days=1)
    )
    long_ago = UserSession.objects.create(
        user=ada, ip="127.0.0.1", user_agent="", session_key=ended.pk
    )
    UserSession.objects.filter(pk=long_ago.pk).update(
        last_seen_at=timezone.now() - timedelta(days=40)
    )
    tasks.tidy()
    assert list(Session.objects.values_list("pk", flat=True)) == [alive]
    assert not UserSession.objects.filter(pk=long_ago.pk).exists()
    assert UserSession.objects.filter(session_key=alive).exists()

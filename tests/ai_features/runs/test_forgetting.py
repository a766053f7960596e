"""Intermediate events of runs are deleted in time, and their streams still yield the answer."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ai_features.runs.executors import Outcome
from ai_features.runs.models import LedgerEntry, Run, Span
from ai_features.runs.services import cancel_run
from core.jobs.forgetting import KEPT_FOR, forget_ended_jobs
from core.jobs.models import Job
from core.tenancy.scope import in_workspace
from tests.ai_features.runs.conftest import ask, events_of, execute, reload, rows
from tests.ai_features.runs.test_engine import open_call, settle
from tests.ai_features.runs.test_follow import collect

pytestmark = pytest.mark.django_db(transaction=True)


def let_a_week_pass(workspace):
    with in_workspace(workspace.pk):
        jobs = Job.objects.for_workspace(workspace)
        jobs.update(finished_at=timezone.now() - KEPT_FOR - timedelta(minutes=1))


def told(run, **options):
    return [(each.seq, each.kind, each.data) for each in async_to_sync(collect)(run, **options)]


def test_an_old_run_yields_its_whole_answer_from_wherever_it_is_followed(run, acme):
    execute(run)
    before = told(run)
    let_a_week_pass(acme)
    assert forget_ended_jobs() == 1
    kept = [each for each in before if each[1] in {"start", "usage", "done"}]
    assert len(kept) < len(before)
    for place in range(len(before) + 1):
        assert told(run, after_seq=place) == [each for each in kept if each[0] > place]
    assert kept[-1][2]["output"]["answer"] == "red green blue"


def test_the_run_its_trace_and_its_cost_are_kept(run, acme, parrot):
    def paid(context):
        call_id = uuid4()
        open_call(context.run, call_id)
        with context.span("search", "retrieval", passages=[]):
            settle(context.run, call_id, cost=7)
        return parrot.repeat(context)

    parrot.behave = paid
    before = execute(run)
    assert (before.status, before.cost_micro_usd) == ("done", 7)
    let_a_week_pass(acme)
    forget_ended_jobs()
    after = reload(run)
    for field in ("status", "output", "citations", "cost_micro_usd", "latency_ms"):
        assert getattr(after, field) == getattr(before, field)
    assert len(rows(Span, run)) == len(rows(LedgerEntry, run)) == 1


def test_a_recent_run_keeps_all_its_events(run):
    execute(run)
    before = told(run)
    forget_ended_jobs()
    assert told(run) == before


@pytest.mark.parametrize("end", ["stopped", "failed"])
def test_a_run_without_an_answer_keeps_the_text_that_only_its_events_hold(run, acme, parrot, end):
    def break_off(context):
        context.delta("red ")
        context.flush()
        if end == "failed":
            raise LookupError
        cancel_run(context.run)
        context.check()
        return Outcome(output={})

    parrot.behave = break_off
    execute(run)
    before = told(run)
    assert "delta" in [kind for _, kind, _ in before]
    let_a_week_pass(acme)
    assert forget_ended_jobs() == 1
    assert told(run) == before


def test_each_clients_runs_are_forgotten_separately(handbook, manual, ada, grace, acme, globex):
    ours, theirs = ask(handbook, ada), ask(manual, grace)
    execute(ours)
    execute(theirs)
    before = told(theirs)
    let_a_week_pass(acme)
    assert forget_ended_jobs() == 1
    assert told(theirs) == before
    assert len(events_of(ours)) == 3


def test_forgetting_does_not_wait_for_a_concurrent_deletion(run, acme):
    execute(run)
    let_a_week_pass(acme)
    with CaptureQueriesContext(connection) as asked:
        forget_ended_jobs()
    deleting = [
        query["sql"] for query in asked if (query["sql"] or "").startswith('DELETE FROM "runs')
    ]
    assert len(deleting) == 1
    assert "SKIP LOCKED" in deleting[0]


def test_the_job_of_a_run_deleted_meanwhile_is_deleted_too(run, acme):
    execute(run)
    with in_workspace(acme.pk):
        Run.objects.for_workspace(acme).filter(pk=run.pk).delete()
    let_a_week_pass(acme)
    assert forget_ended_jobs() == 1

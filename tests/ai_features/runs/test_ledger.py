"""No model call stays open in the ledger forever, whoever made it and whatever became of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from ai_features.gateway.bounds import STREAM_SECONDS, WHOLE_SECONDS
from ai_features.runs import ledger, tasks
from ai_features.runs.ledger import LOST_AFTER
from ai_features.runs.models import LedgerEntry, LedgerState, Run
from core.tenancy.ids import new_id
from core.tenancy.scope import in_workspace, sweeping
from tests.ai_features.runs.conftest import ask, execute, reload
from tests.ai_features.runs.test_engine import open_call

pytestmark = pytest.mark.django_db


def call_made(workspace, *, ago=LOST_AFTER + timedelta(minutes=1), run=None):
    """Leave a call open, like a process killed while it waits for the answer."""
    call_id = new_id()
    ledger.open_entry(
        workspace_id=workspace.pk,
        call_id=call_id,
        run_id=run and run.pk,
        provider="api.test",
        model="m",
        purpose="embed",
        reserved_micro_usd=100,
    )
    with in_workspace(workspace.pk):
        rows = LedgerEntry.objects.for_workspace(workspace).filter(call_id=call_id)
        rows.update(created_at=timezone.now() - ago)
    return call_id


def entry_of(workspace, call_id):
    with in_workspace(workspace.pk):
        return LedgerEntry.objects.for_workspace(workspace).get(call_id=call_id)


def test_a_killed_call_without_a_run_is_closed_at_an_unknown_cost(acme, globex):
    calls = [(workspace, call_made(workspace)) for workspace in (acme, globex)]
    assert ledger.settle_lost() == 2
    for workspace, call_id in calls:
        entry = entry_of(workspace, call_id)
        assert (entry.state, entry.cost_micro_usd) == (LedgerState.FAILED, None)
        assert (entry.estimated, entry.settled_at is None) == (True, False)
    assert ledger.settle_lost() == 0


def test_a_call_that_may_still_be_answered_is_left_open(acme):
    call_id = call_made(acme, ago=LOST_AFTER - timedelta(minutes=1))
    assert ledger.settle_lost() == 0
    assert entry_of(acme, call_id).state == LedgerState.OPEN


def test_a_call_is_given_up_only_after_every_deadline_has_passed():
    assert LOST_AFTER.total_seconds() >= 2 * max(STREAM_SECONDS, WHOLE_SECONDS)


def test_a_settled_call_keeps_its_cost(acme):
    call_id = call_made(acme)
    known = ledger.Settlement(LedgerState.SETTLED, 3, 0, 7, estimated=False)
    ledger.settle(workspace_id=acme.pk, call_id=call_id, settlement=known)
    assert ledger.settle_lost() == 0
    assert entry_of(acme, call_id).cost_micro_usd == 7


def test_the_cost_of_a_run_that_ended_before_its_call_becomes_unknown(handbook, ada, acme):
    run = execute(ask(handbook, ada))
    assert run.cost_micro_usd == 0
    call_made(acme, run=run)
    assert ledger.settle_lost() == 1
    assert reload(run).cost_micro_usd is None


def test_the_call_of_a_run_that_was_deleted_is_closed(handbook, ada, acme):
    run = ask(handbook, ada)
    call_id = call_made(acme, run=run)
    with in_workspace(acme.pk):
        Run.objects.for_workspace(acme).filter(pk=run.pk).delete()
    tasks.sweep()
    assert entry_of(acme, call_id).state == LedgerState.FAILED


def test_one_sweep_closes_a_limited_number_of_calls(acme, monkeypatch):
    monkeypatch.setattr(ledger, "AT_ONCE", 2)
    for _ in range(3):
        call_made(acme)
    assert [ledger.settle_lost() for _ in range(3)] == [2, 1, 0]


def test_the_sweep_sees_only_open_calls_and_can_write_none(handbook, ada, acme):
    run = ask(handbook, ada)
    settled = call_made(acme)
    ledger.settle_lost()
    open_id = new_id()
    open_call(run, open_id)
    with sweeping():
        assert [entry.call_id for entry in LedgerEntry.unscoped.all()] == [open_id]
        with pytest.raises(DatabaseError), transaction.atomic():
            LedgerEntry.unscoped.filter(call_id=open_id).update(state=LedgerState.SETTLED)
        assert not Run.unscoped.exists()
    assert entry_of(acme, settled).state == LedgerState.FAILED

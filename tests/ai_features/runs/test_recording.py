"""A run recorded after the fact takes over the calls that were made for it."""

from __future__ import annotations

from functools import partial

import pytest
from django.utils import timezone

from ai_features.runs import ledger
from ai_features.runs.models import LedgerEntry, LedgerState, Run, SpanKind
from ai_features.runs.noting import CallNotes, NotedSpan
from ai_features.runs.recording import record_run
from ai_features.runs.tracing import SpanDraft
from core.tenancy.ids import new_id
from core.tenancy.scope import in_workspace
from core.workspaces.queries import user_actor
from projects.models import Demo
from tests.ai_features.runs.conftest import ledger_of, reload, spans_of
from tests.locks import Elsewhere


def begun(workspace):
    """Return an open call without a run."""
    call_id = new_id()
    ledger.open_entry(
        workspace_id=workspace.pk,
        call_id=call_id,
        run_id=None,
        provider="fake",
        model="ours",
        purpose="embed",
        reserved_micro_usd=9,
    )
    return call_id


def settle(workspace, call_id, *, cost=7):
    settlement = ledger.Settlement(LedgerState.SETTLED, 3, 0, cost, estimated=False)
    return ledger.settle(workspace_id=workspace.pk, call_id=call_id, settlement=settlement)


def made(workspace, *, cost=7):
    """Return a settled call without a run."""
    call_id = begun(workspace)
    assert settle(workspace, call_id, cost=cost)
    return call_id


@pytest.fixture
def record(handbook, ada):
    def recorded(calls):
        with in_workspace(handbook.workspace_id):
            demo = Demo.objects.for_workspace(handbook.workspace_id).get(project=handbook)
        run_id = record_run(
            project=handbook,
            kind=demo.kind,
            actor=user_actor(ada),
            input={"query": "leave"},
            output={},
            latency_ms=5.0,
            spans=[],
            calls=calls,
        )
        return reload(Run(pk=run_id, workspace_id=handbook.workspace_id))

    return recorded


def test_it_takes_over_their_cost_and_trace(record, acme):
    draft = SpanDraft("embed", SpanKind.MODEL, data={"texts": 1})
    notes = CallNotes([made(acme), made(acme)], [NotedSpan(draft, timezone.now(), 4.0)])
    run = record(notes)
    assert (run.cost_micro_usd, run.input_tokens) == (14, 6)
    assert len(ledger_of(run)) == 2
    assert [(span.name, span.data) for span in spans_of(run)] == [("embed", {"texts": 1})]


def test_one_unknown_price_makes_the_cost_unknown(record, acme):
    assert record(CallNotes([made(acme), made(acme, cost=None)])).cost_micro_usd is None


def test_a_run_without_calls_costs_nothing(record):
    assert record(None).cost_micro_usd == record(CallNotes()).cost_micro_usd == 0


def test_calls_of_another_run_or_workspace_are_not_taken_over(record, acme, globex):
    first = record(CallNotes([made(acme)]))
    theirs = made(globex)
    second = record(CallNotes([entry.call_id for entry in ledger_of(first)] + [theirs]))
    assert (second.cost_micro_usd, ledger_of(second)) == (0, [])
    assert reload(first).cost_micro_usd == 7
    with in_workspace(globex.pk):
        assert LedgerEntry.objects.for_workspace(globex).get(call_id=theirs).run_id is None


def test_a_call_still_open_makes_the_cost_known_once_it_is_settled(record, acme):
    call_id = begun(acme)
    run = record(CallNotes([call_id]))
    assert run.cost_micro_usd is None
    assert settle(acme, call_id)
    assert reload(run).cost_micro_usd == 7


@pytest.mark.django_db(transaction=True)
def test_a_call_settled_while_its_run_is_recorded_makes_the_cost_known(record, acme):
    """The call's settlement looks for its run before the run is there to be seen."""
    call_id = begun(acme)
    settlement = Elsewhere(partial(settle, acme, call_id))
    with in_workspace(acme.pk):
        run = record(CallNotes([call_id]))
        settlement.start_and_wait_for_the_lock()
    assert settlement.finish() == []
    assert reload(run).cost_micro_usd == 7

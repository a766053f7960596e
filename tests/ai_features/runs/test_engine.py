"""A run is executed once, by the holder of its job, and ends with one final event."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ai_features.runs import engine, ledger, progress
from ai_features.runs.context import RunContext
from ai_features.runs.executors import Outcome
from ai_features.runs.models import LedgerState, Run
from ai_features.runs.progress import RunStopped
from ai_features.runs.services import cancel_run
from ai_features.runs.waiting import wait_for
from core.errors import UpstreamFailed
from core.jobs.context import JobContext
from core.jobs.models import Job, JobState
from core.jobs.performing import end_exhausted, perform_job
from core.jobs.services import claim, due_jobs
from core.tenancy.scope import in_workspace
from tests.ai_features.runs.conftest import (
    ask,
    events_of,
    execute,
    job_of,
    ledger_of,
    reload,
    spans_of,
)
from tests.locks import Elsewhere


def kinds(run):
    return [event.kind for event in events_of(run)]


def said(run):
    return "".join(event.data["text"] for event in events_of(run) if event.kind == "delta")


def take(run):
    """Take the run, like a process that is killed later."""
    job = job_of(run)
    held = claim(workspace_id=run.workspace_id, job_id=job.pk)
    taken, seq = progress.begin(
        workspace_id=run.workspace_id, run_id=run.pk, token=held.token, attempt=held.attempt
    )
    return RunContext(run=taken, job=JobContext(held), seq=seq)


def kill(run):
    """Let the lease expire, as it does when no process is left to extend it."""
    with in_workspace(run.workspace_id):
        Job.objects.for_workspace(run.workspace_id).filter(subject_id=run.pk).update(
            lease_until=timezone.now() - timedelta(seconds=1)
        )


def test_a_run_emits_its_start_its_text_its_usage_and_its_answer(run):
    done = execute(run)
    assert done.status == "done"
    assert done.output == {"answer": "red green blue"}
    assert kinds(run)[0] == "start"
    assert kinds(run)[-2:] == ["usage", "done"]
    assert said(run) == "red green blue "
    assert [event.seq for event in events_of(run)] == list(range(1, len(events_of(run)) + 1))
    assert events_of(run)[-1].data["output"] == done.output


def test_a_run_ends_on_a_machine_whose_clock_is_behind(run):
    with in_workspace(run.workspace_id):
        Run.objects.for_workspace(run.workspace_id).filter(pk=run.pk).update(
            created_at=timezone.now() + timedelta(seconds=20)
        )
    done = execute(run)
    assert (done.status, done.latency_ms) == ("done", 0)


def test_a_run_without_model_calls_costs_nothing(run):
    done = execute(run)
    assert (done.cost_micro_usd, done.input_tokens, done.output_tokens) == (0, 0, 0)


def test_pieces_in_quick_succession_become_few_events(run, parrot):
    def chatter(context):
        for _ in range(400):
            context.delta("x")
        return Outcome(output={})

    parrot.behave = chatter
    execute(run)
    assert said(run) == "x" * 400
    assert kinds(run).count("delta") < 40


def test_a_job_delivered_twice_executes_once(run, parrot):
    job = job_of(run)
    perform_job(run.workspace_id, job.pk)
    assert not perform_job(run.workspace_id, job.pk)
    assert kinds(run).count("done") == 1
    assert parrot.ended == [(run.pk, "done")]


def test_a_domain_error_fails_the_run_with_its_message_and_keeps_the_text(run, parrot):
    def give_up(context):
        context.delta("half a ")
        context.delta("word")
        raise UpstreamFailed("The model provider went away.", code="provider_error")

    parrot.behave = give_up
    failed = execute(run)
    assert (failed.status, failed.error_code) == ("failed", "provider_error")
    assert failed.error_message == "The model provider went away."
    assert failed.output == {"answer": "half a word"}
    assert kinds(run)[-1] == "error"
    assert parrot.ended == [(run.pk, "failed")]


def test_an_internal_error_fails_the_run_without_being_shown(run, parrot):
    parrot.behave = lambda context: {}["secret"]
    failed = execute(run)
    assert (failed.status, failed.error_code) == ("failed", "internal")
    assert "secret" not in str(events_of(run)[-1].data)


def test_a_database_that_goes_away_leaves_the_run_for_the_next_attempt(run, parrot):
    def lose(context):
        raise OperationalError("the connection is lost")

    parrot.behave = lose
    assert execute(run).status == "running"
    with in_workspace(run.workspace_id):
        job = Job.objects.for_workspace(run.workspace_id).get(subject_id=run.pk)
    assert job.state == JobState.QUEUED


def test_cancelling_ends_a_waiting_run_at_once(run, parrot):
    assert cancel_run(run)
    assert execute(run).status == "cancelled"
    assert kinds(run) == ["usage", "error"]
    assert not cancel_run(run)
    assert parrot.ended == [(run.pk, "cancelled")]


def test_cancelling_stops_the_executor_and_keeps_what_was_written(run, parrot):
    def be_stopped(context):
        context.delta("so far")
        cancel_run(context.run)
        context.flush()
        context.delta(" and no further" * 10)
        raise AssertionError("a stopped run went on")

    parrot.behave = be_stopped
    stopped = execute(run)
    assert (stopped.status, stopped.error_code) == ("cancelled", "cancelled")
    assert stopped.output == {"answer": "so far"}
    assert kinds(run)[-1] == "error"


def test_a_stopped_run_keeps_only_the_text_and_citations_since_its_last_start(run, parrot):
    def be_stopped(context):
        context.delta("at first [1]")
        context.emit("citation", {"marker": 1, "quote": "gone"})
        context.begin_anew()
        context.delta("so far [1]")
        context.emit("citation", {"marker": 1, "quote": "kept"})
        cancel_run(context.run)
        context.check()

    parrot.behave = be_stopped
    stopped = execute(run)
    assert stopped.output == {"answer": "so far [1]"}
    assert stopped.citations == [{"marker": 1, "quote": "kept"}]


def test_the_sweep_hands_on_the_run_of_a_killed_process(run, parrot):
    zombie = take(run)
    zombie.emit("delta", {"text": "lost"})
    kill(run)
    assert (run.workspace_id, job_of(run).pk) in due_jobs()
    done = execute(run)
    assert (done.status, done.attempt) == ("done", 2)
    assert kinds(run).count("start") == 2
    assert [event.seq for event in events_of(run)] == list(range(1, len(events_of(run)) + 1))


def test_a_process_that_lost_its_run_can_write_nothing_more(run):
    zombie = take(run)
    kill(run)
    execute(run)
    before = kinds(run)
    with pytest.raises(RunStopped):
        zombie.emit("delta", {"text": "late"})
    with pytest.raises(RunStopped):
        zombie.progress(1, 2)
    with pytest.raises(RunStopped):
        progress.finish(run, Outcome(output={"answer": "late"}), token=zombie.job.token)
    assert not progress.fail(
        workspace_id=run.workspace_id, run_id=run.pk, code="x", message="x", token=1
    )
    assert kinds(run) == before
    assert reload(run).output == {"answer": "red green blue"}


def test_a_call_left_open_by_a_killed_attempt_is_closed_at_an_unknown_cost(run):
    take(run)
    call_id = uuid4()
    open_call(run, call_id)
    kill(run)
    done = execute(run)
    (entry,) = ledger_of(run)
    assert (entry.state, entry.cost_micro_usd) == (LedgerState.FAILED, None)
    assert done.cost_micro_usd is None
    assert not settle(run, call_id, cost=7)
    assert ledger_of(run)[0].cost_micro_usd is None


@pytest.mark.parametrize("stopped", [False, True])
def test_a_call_left_open_by_the_last_killed_attempt_is_closed_too(run, stopped):
    for _ in range(3):
        take(run)
        kill(run)
    open_call(run, uuid4())
    if stopped:
        cancel_run(run)
    end_exhausted()
    (entry,) = ledger_of(run)
    assert entry.state == LedgerState.FAILED
    assert reload(run).cost_micro_usd is None, "the provider may have billed it"


def test_settling_locks_the_run_before_its_call_as_ending_and_deleting_do(run):
    call_id = uuid4()
    open_call(run, call_id)
    with CaptureQueriesContext(connection) as asked:
        settle(run, call_id, cost=7)
    statements = [query["sql"] or "" for query in asked]  # None for prepared statements
    held = next(place for place, each in enumerate(statements) if "FOR NO KEY UPDATE" in each)
    closed = next(place for place, each in enumerate(statements) if each.startswith("UPDATE"))
    assert "runs_run" in statements[held]
    assert "runs_ledgerentry" in statements[closed]
    assert held < closed


def test_a_call_is_settled_exactly_once_and_added_to_its_run(run):
    first, second = uuid4(), uuid4()
    open_call(run, first)
    open_call(run, second)
    assert settle(run, first, cost=30)
    assert not settle(run, first, cost=30)
    assert reload(run).cost_micro_usd is None, "one call is still open"
    assert settle(run, second, cost=12)
    assert reload(run).cost_micro_usd == 42
    assert reload(run).input_tokens == 20


def test_a_run_that_kills_every_process_ends_as_failed(run):
    for _ in range(3):
        take(run)
        kill(run)
    end_exhausted()
    failed = reload(run)
    assert (failed.status, failed.error_code) == ("failed", "stopped")
    assert kinds(run)[-1] == "error"


def test_spans_are_stored_with_their_failure(run, parrot):
    def trace(context):
        with context.span("search", "retrieval", query="dogs") as span:
            span.data["passages"] = 3
        with context.span("answer", "model"):
            raise UpstreamFailed("no", code="provider_timeout")

    parrot.behave = trace
    execute(run)
    spans = {span.name: span for span in spans_of(run)}
    assert spans["search"].data == {"query": "dogs", "passages": 3}
    assert spans["answer"].error_code == "provider_timeout"


@pytest.mark.django_db(transaction=True)
def test_deleting_a_run_while_its_span_is_written_hides_no_error(run):
    context = take(run)

    def stop():
        with context.span("search", "retrieval"):
            raise RunStopped

    elsewhere = Elsewhere(stop)
    with in_workspace(run.workspace_id):
        Run.objects.for_workspace(run.workspace_id).filter(pk=run.pk).delete()
        elsewhere.start_and_wait_for_the_lock()
    assert elsewhere.finish() == ["RunStopped()"]


def test_progress_is_stored_and_emitted(run, parrot):
    def work(context):
        context.progress(1, 3, "Reading")
        return Outcome(output={})

    parrot.behave = work
    done = execute(run)
    assert (done.progress_done, done.progress_total, done.stage) == (1, 3, "Reading")
    assert "progress" in kinds(run)


@pytest.mark.django_db(transaction=True)
def test_a_run_started_here_is_executed_by_this_process(handbook, ada):
    run = ask(handbook, ada)
    engine.start(run, where="here")
    assert wait_for(run, seconds=10).status == "done"


@pytest.mark.django_db(transaction=True)
def test_without_a_free_thread_a_worker_takes_the_run(handbook, ada, monkeypatch):
    rung = []
    monkeypatch.setattr(engine, "ring", lambda workspace_id, job_id: rung.append(job_id))
    monkeypatch.setattr(engine._free, "acquire", lambda blocking: False)
    run = ask(handbook, ada)
    engine.start(run, where="here")
    assert rung == [job_of(run).pk]


@pytest.mark.django_db(transaction=True)
def test_if_no_thread_can_be_started_a_worker_takes_the_run(handbook, ada, monkeypatch):
    def refuse(thread):
        raise RuntimeError("can't start new thread")

    rung = []
    monkeypatch.setattr(engine, "ring", lambda workspace_id, job_id: rung.append(job_id))
    monkeypatch.setattr(engine.threading.Thread, "start", refuse)
    run, free = ask(handbook, ada), engine._free._value
    engine.start(run, where="here")
    assert rung == [job_of(run).pk]
    assert engine._free._value == free


def open_call(run, call_id):
    ledger.open_entry(
        workspace_id=run.workspace_id,
        call_id=call_id,
        run_id=run.pk,
        provider="api.test",
        model="m",
        purpose="answer",
        reserved_micro_usd=100,
    )


def settle(run, call_id, *, cost):
    return ledger.settle(
        workspace_id=run.workspace_id,
        call_id=call_id,
        settlement=ledger.Settlement(
            state=LedgerState.SETTLED,
            input_tokens=10,
            output_tokens=5,
            cost_micro_usd=cost,
            estimated=False,
        ),
    )

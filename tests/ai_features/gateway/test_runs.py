"""Whatever the provider does, the run ends, says why, and is settled."""

from __future__ import annotations

import pytest

from ai_features.gateway import Caller, Delta, ModelCall, stream
from ai_features.runs.executors import Outcome
from ai_features.runs.models import Mode
from ai_features.runs.services import cancel_run
from tests.ai_features.runs.conftest import events_of, execute, ledger_of, spans_of


@pytest.fixture
def generative(parrot, model):
    """Have the demo call the fake upstream."""

    def answer(context):
        call = ModelCall(
            Caller.of_run(context),
            purpose="answer",
            messages=[{"role": "user", "content": context.input["message"]}],
        )
        text = ""
        for told in stream(call, model=model):
            if isinstance(told, Delta):
                text += told.text
                context.delta(told.text)
        return Outcome(output={"answer": text}, mode=Mode.GENERATIVE, model=model.name)

    parrot.behave = answer
    return parrot


def test_a_generated_answer_is_streamed_stored_and_priced(run, generative):
    done = execute(run)
    assert done.output == {"answer": "You said: red green blue"}
    assert (done.mode, done.model) == ("generative", "gpt-4o-mini")
    assert done.cost_micro_usd > 0
    assert (done.input_tokens, done.output_tokens) == (3, 5)
    usage = next(event for event in events_of(run) if event.kind == "usage")
    assert usage.data["cost_micro_usd"] == done.cost_micro_usd


def test_everybody_learns_what_happened_and_only_the_trace_says_what_to_set_right(
    run, generative, upstream
):
    upstream.mode = "unauthorised"
    failed = execute(run)
    assert "refused the key" in failed.error_message
    assert "Enter" not in failed.error_message
    [span] = spans_of(run)
    assert "Enter a working key" in span.data["advice"]


@pytest.mark.parametrize(
    ("mode", "code"),
    [
        ("slow", "provider_timeout"),
        ("stall", "provider_timeout"),
        ("rate_limited", "provider_rate_limited"),
        ("error", "provider_error"),
        ("drop", "provider_dropped"),
        ("reset", "provider_dropped"),
        ("html", "provider_nonsense"),
        ("invalid_json", "provider_nonsense"),
        ("empty", "provider_nonsense"),
        ("unauthorised", "provider_refused_key"),
        ("context", "provider_context_exceeded"),
    ],
)
def test_a_failing_provider_marks_the_run_with_a_clear_message(
    run, generative, upstream, mode, code, request
):
    if code == "provider_timeout":
        request.getfixturevalue("impatient")
    upstream.mode = mode
    failed = execute(run)
    assert (failed.status, failed.error_code) == ("failed", code)
    assert failed.error_message.endswith(".")
    assert events_of(run)[-1].data == {
        "run_id": str(run.pk),
        "code": code,
        "message": failed.error_message,
    }
    assert [entry.state for entry in ledger_of(run)] == ["failed"]


def test_a_provider_that_drops_halfway_leaves_the_first_half(run, generative, upstream):
    upstream.answer = lambda request: "one two three four five six seven eight"
    upstream.mode = "drop"
    failed = execute(run)
    assert failed.output["answer"].startswith("one two")
    assert failed.cost_micro_usd > 0


def test_stopping_mid_answer_hangs_up_and_settles(run, generative, upstream, model):
    upstream.answer = lambda request: "word " * 500
    tell, generated = generative.behave, []

    def stop_soon(context):
        delta = context.delta

        def count(text):
            generated.append(text)
            if len(generated) == 3:
                cancel_run(context.run)
            delta(text)

        context.delta = count
        return tell(context)

    generative.behave = stop_soon
    stopped = execute(run)
    assert stopped.status == "cancelled"
    assert len(generated) < 500
    (entry,) = ledger_of(run)
    assert (entry.state, entry.estimated) == ("failed", True)

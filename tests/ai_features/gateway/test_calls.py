"""Every model call is answered or fails with a clear message, and is settled exactly once."""

from __future__ import annotations

import logging
from contextlib import closing
from dataclasses import replace
from uuid import uuid4

import pytest

from ai_features.gateway import Delta, Usage, complete, stream
from ai_features.gateway.clients import client_for
from ai_features.gateway.errors import (
    ProviderAddressRefused,
    ProviderContextExceeded,
    ProviderDropped,
    ProviderFailed,
    ProviderNonsense,
    ProviderOutOfCredit,
    ProviderRateLimited,
    ProviderRefusedKey,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnreachable,
)
from ai_features.runs.progress import RunStopped
from tests.ai_features.gateway.conftest import ledger_of, model_at
from tests.ai_features.runs.conftest import reload, spans_of
from tests.fakes.torrent import EVENTS, Torrent, event
from tests.fakes.upstream import FakeUpstream, Reply


def charged(call, **changes):
    """Return ``call`` with another caller: one with a run, or one that stops it."""
    return replace(call, caller=replace(call.caller, **changes))


def test_an_answer_streams_and_ends_with_its_usage(call, model, upstream, acme):
    upstream.answer = lambda request: "Thirty days [1]."
    *deltas, usage = stream(call, model=model)
    assert [delta.text for delta in deltas] == ["Thirty ", "days ", "[1]."]
    assert all(isinstance(delta, Delta) for delta in deltas)
    assert isinstance(usage, Usage)
    assert (usage.input_tokens, usage.output_tokens, usage.estimated) == (5, 3, False)
    (entry,) = ledger_of(acme)
    assert (entry.state, entry.cost_micro_usd) == ("settled", usage.cost_micro_usd)
    assert entry.reserved_micro_usd >= entry.cost_micro_usd > 0


def test_a_model_without_a_known_price_has_an_unknown_cost(call, upstream, acme):
    model = model_at(upstream, name="our-own-model")
    assert complete(call, model=model).usage.cost_micro_usd is None
    (entry,) = ledger_of(acme)
    assert (entry.cost_micro_usd, entry.reserved_micro_usd) == (None, None)


def test_uncounted_tokens_are_estimated_and_marked(call, model, upstream, acme):
    upstream.mode = "no_usage"
    usage = complete(call, model=model).usage
    assert usage.estimated
    assert usage.input_tokens > 0
    assert usage.output_tokens > 0
    assert ledger_of(acme)[0].estimated


@pytest.mark.parametrize("flop", ["error", "rate_limited"])
def test_a_transient_failure_is_retried_and_billed_once(call, model, upstream, acme, flop):
    upstream.script(flop, flop, "normal")
    assert complete(call, model=model).text.startswith("You said")
    assert len(upstream.requests) == 3
    assert [entry.state for entry in ledger_of(acme)] == ["settled"]


@pytest.mark.parametrize(
    ("mode", "error", "code", "asked"),
    [
        ("rate_limited", ProviderRateLimited, "provider_rate_limited", 3),
        ("no_credit", ProviderOutOfCredit, "provider_out_of_credit", 1),
        ("no_credit_by_type", ProviderOutOfCredit, "provider_out_of_credit", 1),
        ("payment_required", ProviderOutOfCredit, "provider_out_of_credit", 1),
        ("error", ProviderFailed, "provider_error", 3),
        ("unauthorised", ProviderRefusedKey, "provider_refused_key", 1),
        ("forbidden", ProviderRefusedKey, "provider_refused_key", 1),
        ("not_found", ProviderRejected, "provider_rejected", 1),
        ("context", ProviderContextExceeded, "provider_context_exceeded", 1),
    ],
)
def test_a_refusal_is_reported_clearly_and_costs_nothing(
    call, model, upstream, acme, mode, error, code, asked
):
    upstream.mode = mode
    with pytest.raises(error) as failure:
        complete(call, model=model)
    assert failure.value.code == code
    assert failure.value.detail == error.title
    assert len(upstream.requests) == asked
    (entry,) = ledger_of(acme)
    assert (entry.state, entry.cost_micro_usd, entry.input_tokens) == ("failed", 0, 0)


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("html", ProviderNonsense),
        ("invalid_json", ProviderNonsense),
        ("empty", ProviderNonsense),
        ("blank", ProviderNonsense),
        ("drop", ProviderDropped),
        ("reset", ProviderDropped),
    ],
)
def test_rubbish_and_broken_answers_are_told_apart_and_still_counted(
    call, model, upstream, acme, mode, error
):
    upstream.mode = mode
    with pytest.raises(error):
        complete(call, model=model)
    assert len(upstream.requests) == 1, "it may have been billed, so it is not asked again"
    (entry,) = ledger_of(acme)
    assert entry.state == "failed"
    assert entry.input_tokens > 0


def test_an_unstreamed_answer_is_accepted(call, model, upstream):
    upstream.mode = "unstreamed"
    assert complete(call, model=model).text == "You said: How long is the leave?"


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("mode", ["slow", "stall"])
def test_a_slow_provider_times_out_and_is_not_retried(call, model, upstream, acme, mode):
    upstream.mode = mode
    with pytest.raises(ProviderTimeout):
        complete(call, model=model)
    assert len(upstream.requests) == 1
    assert ledger_of(acme)[0].estimated


def test_an_unreachable_provider_is_reported(call, acme):
    with FakeUpstream() as gone:
        model = model_at(gone)
    with pytest.raises(ProviderUnreachable):
        complete(call, model=model)
    assert ledger_of(acme)[0].cost_micro_usd == 0


def test_a_provider_that_asks_for_a_long_wait_is_given_up(call, model, upstream):
    upstream.script(Reply("rate_limited", retry_after="3600"))
    with pytest.raises(ProviderRateLimited):
        complete(call, model=model)
    assert len(upstream.requests) == 1


def test_stopping_between_deltas_settles_what_was_used(call, model, upstream, acme):
    looks = iter([None, None, None, RunStopped()])

    def check():
        stop = next(looks)
        if stop:
            raise stop

    with pytest.raises(RunStopped):
        complete(charged(call, check=check), model=model)
    (entry,) = ledger_of(acme)
    assert entry.state == "failed"
    assert entry.output_tokens > 0
    assert entry.cost_micro_usd > 0


def test_a_reader_that_disconnects_settles_what_was_used(call, model, acme):
    with closing(stream(call, model=model)) as told:
        next(told)
    assert [entry.state for entry in ledger_of(acme)] == ["failed"]


def test_the_trace_shows_prompt_answer_money_and_every_attempt(call, model, upstream, run):
    upstream.script("error", "normal")
    complete(charged(call, run_id=run.pk), model=model)
    (span,) = spans_of(run)
    assert span.data["messages"] == call.messages
    assert span.data["answer"] == "You said: How long is the leave?"
    assert [attempt["status"] for attempt in span.data["attempts"]] == [500, None]
    assert reload(run).cost_micro_usd == span.data["cost_micro_usd"] > 0


def test_the_key_is_in_no_error_log_or_trace(call, model, upstream, run, caplog):
    caplog.set_level(logging.DEBUG)
    upstream.mode = "unauthorised"
    with pytest.raises(ProviderRefusedKey) as failure:
        complete(charged(call, run_id=run.pk), model=model)
    assert upstream.requests[0].authorization == "Bearer sk-canary-0123456789"
    (span,) = spans_of(run)
    for place in (str(failure.value), repr(model), str(span.data), caplog.text):
        assert "canary" not in place


def test_an_address_inside_the_network_is_refused_when_a_member_named_it(call, upstream, acme):
    model = model_at(upstream, source="workspace")
    with pytest.raises(ProviderAddressRefused):
        complete(call, model=model)
    assert upstream.requests == []
    assert ledger_of(acme)[0].cost_micro_usd == 0


def test_an_operator_may_allow_addresses_inside_the_network(call, upstream, settings):
    config = settings.VITRINE.model_copy(update={"vitrine_allow_private_providers": True})
    settings.VITRINE = config
    model = model_at(upstream, source="workspace")
    assert complete(call, model=model).text.startswith("You said")


def test_a_new_key_gets_a_new_client(model):
    assert client_for(model) is client_for(model)
    assert client_for(replace(model, version=str(uuid4()))) is not client_for(model)


def test_reasoning_models_get_their_own_parameters(call, upstream):
    complete(call, model=model_at(upstream, name="o3-mini"))
    complete(call, model=model_at(upstream, name="gpt-4o-mini"))
    thinking, plain = (request.body for request in upstream.requests)
    assert "temperature" not in thinking
    assert thinking["max_completion_tokens"] > call.max_output_tokens
    assert plain["max_tokens"] == call.max_output_tokens


@pytest.mark.parametrize(
    "said",
    [
        {"prompt_tokens": -5, "completion_tokens": 3},
        {"prompt_tokens": 5, "completion_tokens": -3},
        {"prompt_tokens": 10**30, "completion_tokens": 3},
        {"prompt_tokens": 5, "completion_tokens": 2**63},
        {"prompt_tokens": float("nan"), "completion_tokens": 3},
        {"prompt_tokens": 5, "completion_tokens": float("inf")},
        {"prompt_tokens": 2.5, "completion_tokens": 3},
        {"prompt_tokens": "many", "completion_tokens": "more"},
        {"prompt_tokens": True, "completion_tokens": [3]},
        {"prompt_tokens": 5},
        {"completion_tokens": 3},
        {},
        "free of charge",
        7,
        [5, 3],
    ],
)
@pytest.mark.parametrize("mode", ["normal", "unstreamed"])
def test_impossible_token_counts_are_replaced_by_estimates(call, model, upstream, acme, said, mode):
    upstream.mode, upstream.usage = mode, said
    usage = complete(call, model=model).usage
    assert usage.estimated
    assert 0 < usage.input_tokens < 100
    assert 0 < usage.output_tokens < 100
    (entry,) = ledger_of(acme)
    assert (entry.state, entry.cost_micro_usd) == ("settled", usage.cost_micro_usd)
    assert 0 < entry.cost_micro_usd <= entry.reserved_micro_usd


@pytest.mark.parametrize("details", [{"cached_tokens": -9}, {"cached_tokens": "x"}, "all", 5, [1]])
def test_an_impossible_discount_is_ignored(call, model, upstream, details):
    upstream.usage = {"prompt_tokens": 500, "completion_tokens": 3}
    plain = complete(call, model=model).usage
    upstream.usage |= {"prompt_tokens_details": details}
    assert complete(call, model=model).usage.cost_micro_usd == plain.cost_micro_usd


def test_characters_the_database_cannot_store_are_left_out_of_an_answer(call, model, upstream, run):
    upstream.answer = lambda request: "Thirty\x00 days \ud800 [1]."
    assert complete(charged(call, run_id=run.pk), model=model).text == "Thirty days ? [1]."
    (span,) = spans_of(run)
    assert span.data["answer"] == "Thirty days ? [1]."


@pytest.mark.parametrize("said", [{"prompt_tokens": 0}, {"completion_tokens": 0}])
def test_a_count_of_zero_tokens_is_replaced_by_an_estimate(call, model, upstream, acme, said):
    upstream.usage = {"prompt_tokens": 5, "completion_tokens": 3} | said
    usage = complete(call, model=model).usage
    assert usage.estimated
    assert ledger_of(acme)[0].cost_micro_usd == usage.cost_micro_usd > 0


COUNTED = {"prompt_tokens": 5, "completion_tokens": 1, "total_tokens": 6}


def test_half_an_answer_counts_as_dropped_although_each_piece_carries_usage(call):
    pieces = [EVENTS, event("Thirty ", usage=COUNTED), event("days", usage=COUNTED)]
    with Torrent(lambda over: iter(pieces)) as torrent, pytest.raises(ProviderDropped):
        complete(call, model=model_at(torrent))


def test_usage_after_the_last_piece_ends_an_answer(call):
    pieces = [EVENTS, event("Thirty "), event("days"), event("", usage=COUNTED)]
    with Torrent(lambda over: iter(pieces)) as torrent:
        assert complete(call, model=model_at(torrent)).text == "Thirty days"


@pytest.mark.parametrize(
    "data",
    [b"[" * 100_000, b'{"choices": {"first": {}}}', b'{"choices": 7}', b"7", b"null", b"\xff\xfe"],
)
def test_an_event_of_the_wrong_shape_is_not_an_answer(call, acme, data):
    pieces = [EVENTS, b": hello\n\n\n\n", b"data: " + data + b"\n\n"]
    with Torrent(lambda over: iter(pieces)) as torrent, pytest.raises(ProviderNonsense):
        complete(call, model=model_at(torrent))
    assert ledger_of(acme)[0].state == "failed"

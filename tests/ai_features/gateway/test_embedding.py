"""Vectors come back right or not at all, and are paid for once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ai_features.gateway import LOCAL_MODEL, Caller, embed, embedding_calls
from ai_features.gateway.errors import (
    ProviderAddressRefused,
    ProviderContextExceeded,
    ProviderDropped,
    ProviderFailed,
    ProviderNonsense,
    ProviderRateLimited,
    ProviderRefusedKey,
    ProviderRejected,
    ProviderTimeout,
)
from ai_features.gateway.local import encode
from ai_features.runs.noting import CallNotes
from ai_features.runs.progress import RunStopped
from tests.ai_features.gateway.conftest import embedding_model_at, ledger_of
from tests.ai_features.runs.conftest import reload, spans_of
from tests.fakes.vectors import vector_of

TEXTS = ["Leave lasts sixteen weeks.", "The kettle boils.", "Fees are due in May."]


@pytest.fixture
def model(upstream, monkeypatch):
    monkeypatch.setattr(embedding_calls, "_plain", set())
    return embedding_model_at(upstream)


def unit(text, dimensions=8):
    row = vector_of(text, dimensions=dimensions)
    return row / np.linalg.norm(row)


def expected(texts):
    return np.array([unit(text) for text in texts])


def test_a_provider_gives_unit_vectors_in_the_order_of_the_texts(model, upstream, acme):
    vectors = embed(TEXTS, caller=Caller(acme.pk), model=model)
    assert vectors.dtype == np.float32
    assert np.allclose(vectors, expected(TEXTS), atol=1e-6)
    (request,) = upstream.requests
    assert request.path == "/v1/embeddings"
    assert request.body["model"] == "text-embedding-3-small"
    assert "dimensions" not in request.body


def test_rows_in_the_wrong_order_are_reordered(model, upstream, acme):
    upstream.mode = "shuffled"
    assert np.allclose(
        embed(TEXTS, caller=Caller(acme.pk), model=model), expected(TEXTS), atol=1e-6
    )


def test_nothing_to_embed_calls_no_provider(model, upstream, acme):
    assert embed([], caller=Caller(acme.pk), model=model).shape == (0, 8)
    assert upstream.requests == []


def test_the_local_model_is_free_and_not_in_the_ledger(acme):
    for model in (None, LOCAL_MODEL):
        vectors = embed(TEXTS, caller=Caller(acme.pk), model=model)
        assert np.array_equal(vectors, encode(TEXTS))
    assert ledger_of(acme) == []


def test_a_batch_is_reserved_and_settled_at_its_price(model, acme):
    embed(TEXTS, caller=Caller(acme.pk), model=model, purpose="index")
    (entry,) = ledger_of(acme)
    assert (entry.state, entry.purpose, entry.input_tokens) == ("settled", "index", 12)
    assert entry.reserved_micro_usd >= entry.cost_micro_usd > 0
    assert not entry.estimated


def test_an_unlisted_model_has_an_unknown_price(model, acme):
    embed(TEXTS, caller=Caller(acme.pk), model=replace(model, name="our-own-vectors"))
    assert ledger_of(acme)[0].cost_micro_usd is None


def test_uncounted_tokens_are_estimated_and_marked(model, upstream, acme):
    upstream.mode = "no_usage"
    embed(TEXTS, caller=Caller(acme.pk), model=model)
    (entry,) = ledger_of(acme)
    assert entry.estimated
    assert entry.input_tokens > 0


def test_many_texts_are_batched_by_number_and_by_length(model, upstream, acme):
    short = [f"Text {number}" for number in range(70)]
    vectors = embed(short, caller=Caller(acme.pk), model=model)
    assert [len(request.texts) for request in upstream.requests] == [32, 32, 6]
    assert np.allclose(vectors, expected(short), atol=1e-6)
    upstream.requests.clear()
    embed(["word " * 6_000] * 5, caller=Caller(acme.pk), model=model)
    assert [len(request.texts) for request in upstream.requests] == [2, 2, 1]


def test_a_server_that_accepts_less_gets_smaller_batches(model, upstream, acme):
    upstream.most_texts = 3
    texts = [f"Text {number}" for number in range(10)]
    assert np.allclose(
        embed(texts, caller=Caller(acme.pk), model=model), expected(texts), atol=1e-6
    )
    assert {entry.cost_micro_usd for entry in ledger_of(acme) if entry.state == "failed"} == {0}


def test_a_server_without_base64_is_asked_for_numbers_from_then_on(model, upstream, acme):
    upstream.speaks_base64 = False
    assert np.allclose(
        embed(TEXTS, caller=Caller(acme.pk), model=model), expected(TEXTS), atol=1e-6
    )
    upstream.requests.clear()
    embed(TEXTS, caller=Caller(acme.pk), model=model)
    assert [request.body["encoding_format"] for request in upstream.requests] == ["float"]


def test_a_text_that_is_refused_as_numbers_too_is_not_sent_again(model, upstream, acme):
    upstream.speaks_base64 = False
    embed(TEXTS, caller=Caller(acme.pk), model=model)
    upstream.requests.clear()
    upstream.most_texts = 0
    with pytest.raises(ProviderFailed):
        embed(TEXTS[:1], caller=Caller(acme.pk), model=model)
    assert len(upstream.requests) == 1


def test_a_text_longer_than_the_window_is_cut(model, upstream, acme):
    embed(["word " * 20_000], caller=Caller(acme.pk), model=model)
    (text,) = upstream.requests[0].texts
    assert 5_000 < len(text.split()) < 8_191


def test_a_blank_text_has_a_vector_too(model, upstream, acme):
    assert embed(["", "  "], caller=Caller(acme.pk), model=model).shape == (2, 8)
    assert all(text.strip() for text in upstream.requests[0].texts)


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/e5-large-v2", "query: x", "passage: x"),
        ("nomic-embed-text:latest", "search_query: x", "search_document: x"),
        (
            "mxbai-embed-large",
            "Represent this sentence for searching relevant passages: x",
            "x",
        ),
        ("text-embedding-3-large", "x", "x"),
        ("bge-m3", "x", "x"),
    ],
)
def test_models_get_the_prefixes_they_were_trained_with(
    model, upstream, acme, name, query, passage
):
    for kind in ("query", "passage"):
        embed(["x"], caller=Caller(acme.pk), model=replace(model, name=name), kind=kind)
    assert [request.texts for request in upstream.requests] == [[query], [passage]]


def test_fewer_dimensions_are_asked_for_only_when_wanted(model, upstream, acme):
    short = replace(model, dimensions=4, shortened=True)
    assert embed(TEXTS, caller=Caller(acme.pk), model=short).shape == (3, 4)
    assert upstream.requests[0].body["dimensions"] == 4


@pytest.mark.parametrize(
    ("mode", "error", "asked"),
    [
        ("rate_limited", ProviderRateLimited, 3),
        ("error", ProviderFailed, 3),
        ("unauthorised", ProviderRefusedKey, 1),
        ("not_found", ProviderRejected, 1),
    ],
)
def test_a_refusal_is_reported_and_costs_nothing(model, upstream, acme, mode, error, asked):
    upstream.mode = mode
    with pytest.raises(error):
        embed(TEXTS, caller=Caller(acme.pk), model=model)
    assert len(upstream.requests) == asked
    (entry,) = ledger_of(acme)
    assert (entry.state, entry.cost_micro_usd) == ("failed", 0)


def test_a_single_text_that_is_too_long_is_reported(model, upstream, acme):
    upstream.mode = "too_large"
    with pytest.raises(ProviderContextExceeded):
        embed(TEXTS, caller=Caller(acme.pk), model=model)


@pytest.mark.parametrize("flop", ["error", "rate_limited"])
def test_a_transient_failure_is_retried_and_billed_once(model, upstream, acme, flop):
    upstream.script(flop, flop, "normal")
    embed(TEXTS, caller=Caller(acme.pk), model=model)
    assert [entry.state for entry in ledger_of(acme)] == ["settled"]


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("other_size", ProviderNonsense),
        ("not_numbers", ProviderNonsense),
        ("zeros", ProviderNonsense),
        ("missing", ProviderNonsense),
        ("repeated", ProviderNonsense),
        ("ragged", ProviderNonsense),
        ("empty", ProviderNonsense),
        ("html", ProviderNonsense),
        ("invalid_json", ProviderNonsense),
        ("drop", ProviderDropped),
        ("reset", ProviderDropped),
    ],
)
def test_no_wrong_vector_passes_and_what_may_be_billed_is_recorded(
    model, upstream, acme, mode, error
):
    upstream.mode = mode
    with pytest.raises(error):
        embed(TEXTS, caller=Caller(acme.pk), model=model)
    assert len(upstream.requests) == 1, "it may have been billed, so it is not asked again"
    (entry,) = ledger_of(acme)
    assert entry.state == "failed"
    assert entry.input_tokens > 0


def test_vectors_of_another_size_say_which(model, upstream, acme):
    upstream.mode = "other_size"
    with pytest.raises(ProviderNonsense, match="9 dimensions in place of 8"):
        embed(TEXTS, caller=Caller(acme.pk), model=model)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("mode", ["slow", "stall"])
def test_a_slow_provider_times_out_and_is_not_retried(model, upstream, acme, mode):
    upstream.mode = mode
    with pytest.raises(ProviderTimeout):
        embed(TEXTS, caller=Caller(acme.pk), model=model)
    assert len(upstream.requests) == 1
    assert ledger_of(acme)[0].estimated


def test_vectors_too_long_for_an_index_are_refused_before_any_call(model, upstream, acme):
    with pytest.raises(ProviderRejected, match="4,096 dimensions; at most 4,000"):
        embed(TEXTS, caller=Caller(acme.pk), model=replace(model, dimensions=4_096))
    assert upstream.requests == []


def test_an_address_inside_the_network_is_refused_when_a_member_named_it(model, upstream, acme):
    with pytest.raises(ProviderAddressRefused):
        embed(TEXTS, caller=Caller(acme.pk), model=replace(model, source="workspace"))
    assert upstream.requests == []


def test_a_stop_is_heard_between_batches(model, upstream, acme):
    looks = iter([None, RunStopped()])

    def check():
        stop = next(looks)
        if stop:
            raise stop

    with pytest.raises(RunStopped):
        embed(["x"] * 40, caller=Caller(acme.pk, check=check), model=model)
    assert len(upstream.requests) == 1
    assert [entry.state for entry in ledger_of(acme)] == ["settled"]


def test_a_runs_embedding_calls_are_on_its_trace_and_its_bill(model, run):
    embed(TEXTS, caller=Caller(run.workspace_id, run_id=run.pk), model=model)
    (span,) = spans_of(run)
    assert (span.name, span.data["texts"], span.data["input_tokens"]) == ("embed", 3, 12)
    assert reload(run).cost_micro_usd == span.data["cost_micro_usd"] > 0
    assert "canary" not in str(span.data)


def test_calls_without_a_run_yet_are_noted(model, acme):
    notes = CallNotes()
    embed(TEXTS, caller=Caller(acme.pk, notes=notes), model=model)
    assert notes.call_ids == [entry.call_id for entry in ledger_of(acme)]
    assert [noted.draft.name for noted in notes.spans] == ["embed"]


def test_no_repr_shows_the_key(model):
    assert "canary" not in repr(model)


def test_a_text_with_more_tokens_than_estimated_is_cut_until_it_is_accepted(model, upstream, acme):
    upstream.longest_text = 600
    text = "Straßenbahnhaltestellen, " * 60
    (vector,) = embed([text], caller=Caller(acme.pk), model=model)
    taken = upstream.requests[-1].texts
    assert text.startswith(taken[0])
    assert 300 <= len(taken[0]) <= 600
    assert np.allclose(vector, unit(taken[0]), atol=1e-6)
    costs = sorted(entry.cost_micro_usd for entry in ledger_of(acme))
    assert costs[:-1] == [0] * (len(upstream.requests) - 1)


def test_a_count_of_zero_tokens_is_replaced_by_an_estimate(model, upstream, acme):
    upstream.usage = {"prompt_tokens": 0, "total_tokens": 0}
    embed(TEXTS, caller=Caller(acme.pk), model=model)
    (entry,) = ledger_of(acme)
    assert entry.estimated
    assert entry.input_tokens > 0

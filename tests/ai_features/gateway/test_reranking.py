"""A reranker's scores come back in the order of the texts or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import SecretStr

from ai_features.gateway import Caller, RerankModel, rerank, rerank_model, reranking
from ai_features.gateway.errors import (
    NoProvider,
    ProviderAddressRefused,
    ProviderDropped,
    ProviderFailed,
    ProviderNonsense,
    ProviderRefusedKey,
    ProviderRejected,
    ProviderTimeout,
)
from ai_features.gateway.trying import try_reranking
from tests.ai_features.gateway.conftest import ledger_of
from tests.ai_features.gateway.test_provider import operator, save
from tests.ai_features.runs.conftest import reload, spans_of

QUERY = "when does the shop open"
TEXTS = ["Glaciers move.", "The shop does open at nine.", "The shop is red."]
SCORES = [0.0, 0.8, 0.4]


@pytest.fixture
def model(upstream, monkeypatch):
    monkeypatch.setattr(reranking, "_found", {})
    return RerankModel(
        label="fake",
        name="rerank-v3.5",
        base_url=upstream.base_url,
        source="instance",
        version=f"{upstream.port}:rerank",
        api_key="sk-canary-0123456789",
    )


def test_scores_come_in_the_order_of_the_texts(model, upstream, acme):
    assert rerank(QUERY, TEXTS, caller=Caller(acme.pk), model=model) == SCORES
    (request,) = upstream.requests
    assert request.path == "/v1/rerank"
    assert request.body == {
        "model": "rerank-v3.5",
        "query": QUERY,
        "documents": TEXTS,
        "top_n": 3,
    }
    assert request.authorization == "Bearer sk-canary-0123456789"


@pytest.mark.parametrize(
    ("below", "place"), [("/v1", "/rerank"), ("/compatibility/v1", "/v2/rerank")]
)
def test_a_reranker_elsewhere_on_the_host_is_found_once(model, upstream, acme, below, place):
    upstream.reranks_at = place
    model = replace(model, base_url=upstream.base_url.removesuffix("/v1") + below)
    for _ in range(2):
        assert rerank(QUERY, TEXTS, caller=Caller(acme.pk), model=model) == SCORES
    assert [request.path for request in upstream.requests] == [f"{below}/rerank", place, place]


def test_an_endpoint_without_a_reranker_is_reported(model, upstream, acme):
    upstream.reranks_at = "/nowhere"
    with pytest.raises(ProviderRejected, match="no reranker"):
        rerank(QUERY, TEXTS, caller=Caller(acme.pk), model=model)
    assert {entry.cost_micro_usd for entry in ledger_of(acme)} == {0}


def test_a_call_is_in_the_ledger_at_an_unknown_price(model, acme):
    rerank(QUERY, TEXTS, caller=Caller(acme.pk), model=model)
    (entry,) = ledger_of(acme)
    assert (entry.state, entry.purpose, entry.input_tokens) == ("settled", "rerank", 12)
    assert entry.cost_micro_usd is None


def test_a_text_that_is_left_out_comes_last(model, upstream, acme):
    upstream.mode = "missing"
    assert rerank(QUERY, TEXTS, caller=Caller(acme.pk), model=model) == [0.4, 0.8, 0.4]


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("error", ProviderFailed),
        ("unauthorised", ProviderRefusedKey),
        ("not_numbers", ProviderNonsense),
        ("repeated", ProviderNonsense),
        ("ragged", ProviderNonsense),
        ("empty", ProviderNonsense),
        ("html", ProviderNonsense),
        ("invalid_json", ProviderNonsense),
        ("deep", ProviderNonsense),
        ("drop", ProviderDropped),
    ],
)
def test_any_other_answer_is_reported(model, upstream, acme, mode, error):
    upstream.mode = mode
    with pytest.raises(error):
        rerank(QUERY, TEXTS, caller=Caller(acme.pk), model=model)
    assert [entry.state for entry in ledger_of(acme)] == ["failed"]


@pytest.mark.parametrize("tokens", [-5, 10**30, "many"])
def test_an_impossible_usage_is_estimated(model, upstream, acme, tokens):
    upstream.usage = {"total_tokens": tokens}
    assert rerank(QUERY, TEXTS, caller=Caller(acme.pk), model=model) == SCORES
    (entry,) = ledger_of(acme)
    assert (entry.state, entry.estimated) == ("settled", True)


@pytest.mark.usefixtures("impatient")
def test_a_slow_reranker_times_out(model, upstream, acme):
    upstream.mode = "slow"
    with pytest.raises(ProviderTimeout):
        rerank(QUERY, TEXTS, caller=Caller(acme.pk), model=model)


def test_an_address_inside_the_network_is_refused_when_a_member_named_it(model, upstream, acme):
    with pytest.raises(ProviderAddressRefused):
        rerank(QUERY, TEXTS, caller=Caller(acme.pk), model=replace(model, source="workspace"))
    assert upstream.requests == []


def test_a_long_question_and_long_texts_are_cut(model, upstream, acme):
    rerank("why " * 3_000, ["word " * 9_000], caller=Caller(acme.pk), model=model)
    body = upstream.requests[0].body
    assert len(body["query"].split()) <= 256
    assert len(body["documents"][0].split()) <= 1_024


def test_nothing_to_rank_calls_no_provider(model, upstream, acme):
    assert rerank(QUERY, [], caller=Caller(acme.pk), model=model) == []
    assert upstream.requests == []


def test_a_call_is_on_its_runs_trace_and_bill(model, run):
    rerank(QUERY, TEXTS, caller=Caller(run.workspace_id, run_id=run.pk), model=model)
    (span,) = spans_of(run)
    assert (span.name, span.data["texts"], span.data["query"]) == ("rerank", 3, QUERY)
    assert reload(run).cost_micro_usd is None


def test_without_a_reranker_none_is_called(acme, acme_access):
    assert rerank_model(acme.pk) is None
    save(acme_access)
    assert rerank_model(acme.pk) is None
    assert try_reranking(acme.pk) is None
    with pytest.raises(NoProvider):
        rerank(QUERY, TEXTS, caller=Caller(acme.pk))


def test_the_instances_reranker_is_not_for_workspaces_with_their_own_provider(
    acme, globex, acme_access, settings
):
    operator(settings, openai_api_key=SecretStr("sk-env"), openai_rerank_model="rerank-v3.5")
    save(acme_access)
    assert rerank_model(acme.pk) is None
    assert rerank_model(globex.pk).name == "rerank-v3.5"
    save(acme_access, rerank_model="jina-reranker-v2")
    assert rerank_model(acme.pk).source == "workspace"


def test_a_trial_shows_whether_it_ranks(acme, acme_access, upstream, settings):
    operator(settings, vitrine_allow_private_providers=True)
    save(acme_access, base_url=upstream.base_url, rerank_model="ours")
    assert try_reranking(acme.pk).said == "put the better of two passages first"
    upstream.mode = "error"
    assert try_reranking(acme.pk).failure.code == "provider_error"


def test_a_reranker_that_has_moved_is_found_again(model, upstream, acme):
    assert rerank(QUERY, TEXTS, caller=Caller(acme.pk), model=model) == SCORES
    upstream.reranks_at = "/rerank"
    assert rerank(QUERY, TEXTS, caller=Caller(acme.pk), model=model) == SCORES

"""Searches that call a provider: each step traced, each paid for, none needed for a result."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from ai_features.gateway import Caller
from ai_features.knowledge.finding.results import steps_of
from ai_features.knowledge.indexing.index import index_document
from ai_features.knowledge.search import search
from ai_features.knowledge.settings import SearchSettings, keep_settings, kept_settings
from ai_features.runs.noting import CallNotes
from core.errors import Invalid
from core.tenancy.scope import in_workspace
from tests.ai_features.gateway.conftest import ledger_of
from tests.ai_features.knowledge.conftest import make_document, nothing, texts

PARTS = SearchSettings(understanding="parts")
BOTH = SearchSettings(understanding="parts", rerank="provider")


@pytest.fixture
def provided(provided):
    provided.answer = lambda request: json.dumps({"queries": ["batteries", "flights approval"]})
    return provided


def test_a_project_keeps_its_choice_of_provider_steps(project, acme_access):
    with in_workspace(project.workspace_id):
        assert kept_settings(project) == SearchSettings()
        keep_settings(access=acme_access, project=project, settings=BOTH)
        assert kept_settings(project) == BOTH


@pytest.mark.parametrize("field", ["understanding", "rerank"])
def test_an_unknown_way_is_refused(field):
    with pytest.raises(Invalid):
        SearchSettings(**{field: "magic"})


def test_by_default_no_provider_is_called(handbook, project, provided):
    result = search(project=project, query="batteries and flights")
    assert provided.requests == []
    assert (steps_of(result), len(result.by_query)) == ({}, 1)


def test_every_part_of_a_question_brings_its_passage(handbook, project, provided):
    result = search(project=project, query="batteries and flights", settings=PARTS, limit=2)
    assert {"Batteries" in text or "Flights" in text for text in texts(result)} == {True}
    steps = steps_of(result)
    assert [each["query"] for each in steps["queries"]] == [
        "batteries and flights",
        "batteries",
        "flights approval",
    ]
    assert sorted(number for each in steps["queries"] for number in each["brought"]) == [1, 2]
    assert result.timings_ms["understand"] > 0


def test_a_reranker_has_the_last_word(handbook, project, provided):
    settings = SearchSettings(rerank="provider")
    plain = search(project=project, query="book trains or flights of the warranty")
    again = search(
        project=project, query="book trains or flights of the warranty", settings=settings
    )
    assert again.reranked.by == "rerank-ours"
    assert steps_of(again)["reranked"]["before"] == [
        texts(plain).index(text) + 1 for text in texts(again)
    ]
    scores = [passage.score for passage in again.passages]
    assert scores == sorted(scores, reverse=True)
    assert again.timings_ms["rerank"] > 0


def test_passages_are_reranked_with_their_titles(handbook, project, provided):
    search(project=project, query="leave", settings=SearchSettings(rerank="provider"))
    assert all("Handbook" in text for text in provided.requests[0].body["documents"])


def test_more_passages_are_reranked_than_shown(project, provided):
    pages = [f"# Rule {n}\n\nRule number {n} is about leave on day {n}." for n in range(12)]
    index_document(make_document(project, pages, sha256="b"), progress=nothing)
    search(project=project, query="leave", limit=3, settings=SearchSettings(rerank="provider"))
    assert len(provided.requests[0].body["documents"]) == 12


@pytest.mark.parametrize("mode", ["error", "unauthorised", "html", "drop"])
def test_a_failing_provider_costs_no_passage(handbook, project, provided, mode):
    plain = search(project=project, query="batteries")
    provided.mode = mode
    found = search(project=project, query="batteries", settings=BOTH)
    assert texts(found) == texts(plain)
    assert found.notes
    assert steps_of(found) == {"notes": found.notes}


def test_without_a_provider_a_search_still_works_and_says_so(handbook, project):
    found = search(project=project, query="batteries", settings=BOTH)
    assert "Batteries are excluded" in texts(found)[0]
    assert found.notes == ["No model provider is connected. The workspace's owner can connect one."]


def test_calls_are_noted_for_a_run_recorded_later(handbook, project, provided, acme):
    notes = CallNotes()
    caller = Caller(acme.pk, notes=notes)
    search(project=project, query="batteries", settings=BOTH, caller=caller)
    assert {entry.call_id for entry in ledger_of(acme)} == set(notes.call_ids)
    assert [noted.draft.name for noted in notes.spans] == ["understand", "rerank"]


def test_no_transaction_is_open_during_a_model_call(handbook, project, provided, acme):
    seen, outside = [], len(connection.savepoint_ids)
    caller = Caller(acme.pk, check=lambda: seen.append(len(connection.savepoint_ids)))
    search(project=project, query="batteries", settings=BOTH, caller=caller)
    assert seen
    assert set(seen) == {outside}

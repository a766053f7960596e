"""The bench's page: what each step of a search found, and who may use the bench."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.test import Client

from ai_features.bench.models import Measurement, MeasurementState
from ai_features.bench.services import request_measurement, stop_measurement
from ai_features.knowledge.finding.reranking import Reranked
from ai_features.knowledge.indexing.index import index_document
from ai_features.knowledge.search import search
from ai_features.knowledge.settings import SearchSettings, kept_settings
from ai_features.runs.models import Run
from core.tenancy.scope import in_workspace
from projects.documents.services import delete_document
from tests.ai_features.bench.conftest import BENCH, HTMX, QUERY, add, backwards, place
from tests.ai_features.bench.test_golden import BATTERIES, golden_set
from tests.ai_features.knowledge.conftest import HANDBOOK, make_document, make_project, nothing

pytestmark = pytest.mark.django_db


def kept(project):
    with in_workspace(project.workspace_id):
        return kept_settings(project)


def chunk_of(page, words):
    """Return the chunk whose hit shows ``words``."""
    for hit in re.split(r'<li class="b-hit', page)[1:]:
        if words in re.sub("<[^>]+>", "", hit):
            return re.search(r'data-chunk="([0-9a-f-]+)"', hit)[1]
    raise LookupError(words)


def test_a_question_is_shown_in_a_column_for_each_step(reader):
    page = reader.get(BENCH, {"query": QUERY}).text
    columns = re.findall(r'data-column="(\w+)"', page)
    assert columns == ["words", "meaning", "together"]
    assert page.count(f'data-chunk="{chunk_of(page, "Batteries are excluded")}"') == 3
    assert "<mark>" in page
    assert "data-page-link" in page
    assert "Meaning weighs 0." in re.sub("<[^>]+>|\\s+", " ", page).replace("  ", " ")


def test_htmx_gets_only_the_results(reader):
    part = reader.get(BENCH, {"query": QUERY}, headers=HTMX).text
    assert part.lstrip().startswith('<div id="found"')
    assert "<html" not in part


def test_the_rank_of_the_golden_answer_is_shown(reader):
    page = re.sub("<[^>]+>", "", reader.get(BENCH, {"query": QUERY.upper()}).text)
    assert "Its answer in the golden set: words 1 · meaning 1 · together 1" in page


def test_trying_settings_writes_nothing(reader, project):
    reader.get(BENCH, {"query": QUERY, "share": "fixed", "value": "0.9"})
    assert kept(project) == SearchSettings()
    with in_workspace(project.workspace_id):
        assert not Run.objects.for_workspace(project.workspace_id).exists()


def test_settings_are_kept_only_on_request(reader, project):
    tried = {"query": QUERY, "share": "fixed", "value": "0.25", "understanding": "parts"}
    assert "Keep for this project" in reader.get(BENCH, tried).text
    answer = reader.post(f"{BENCH}keep/", tried)
    assert answer.status_code == 302
    assert "query=are+batteries" in answer.url
    assert kept(project) == SearchSettings(0.25, understanding="parts")
    assert "Keep for this project" not in reader.get(BENCH, {"query": QUERY}).text
    reader.post(f"{BENCH}keep/", {"share": "standard"})
    assert kept(project) == SearchSettings(understanding="parts")


@pytest.mark.parametrize(
    "given",
    [{"share": "odd"}, {"share": "fixed", "value": "2"}, {"mode": "guess"}, {"limit": "7"}],
)
def test_impossible_settings_are_refused(reader, project, given):
    assert reader.get(BENCH, {"query": QUERY} | given).status_code == 422
    assert reader.post(f"{BENCH}keep/", given).status_code == 302
    assert kept(project) == SearchSettings()


@pytest.mark.parametrize(
    ("mode", "silent"), [("keyword", "words only"), ("semantic", "meaning only")]
)
def test_a_leg_that_was_not_searched_says_so(reader, mode, silent):
    assert f"You asked for {silent}" in reader.get(BENCH, {"query": QUERY, "mode": mode}).text


def test_a_passage_that_answers_is_added_and_removed(reader, project):
    page = reader.get(BENCH, {"query": "What about flights?"}).text
    given = {"query": "What about flights?", "chunk": chunk_of(page, "Flights need")}
    part = reader.post(f"{BENCH}answers/", given, headers=HTMX).text
    assert part.count('aria-pressed="true"') == 3
    assert "approval of a manager" in golden_set(project)["What about flights?"][0]
    assert '<div class="d-head" id="bench-tabs" hx-swap-oob="true">' in part
    assert '<span class="v-count">3</span>' in part
    part = reader.post(f"{BENCH}answers/", given, headers=HTMX).text
    assert 'aria-pressed="true"' not in part
    assert '<span class="v-count">2</span>' in part
    assert "What about flights?" not in golden_set(project)


def test_a_passage_can_be_added_without_javascript(reader, project):
    page = reader.get(BENCH, {"query": "Flights"}).text
    given = {"query": "Flights", "chunk": chunk_of(page, "Flights need")}
    assert reader.post(f"{BENCH}answers/", given).status_code == 302
    assert "Flights" in golden_set(project)


def test_removing_one_passage_leaves_the_others(reader, project, handbook, acme_access):
    add(acme_access, project, QUERY, place(handbook, "Flights need the approval of a manager."))
    page = reader.get(BENCH, {"query": QUERY}).text
    reader.post(f"{BENCH}answers/", {"query": QUERY, "chunk": chunk_of(page, "Flights need")})
    assert golden_set(project)[QUERY] == [BATTERIES]


@pytest.mark.parametrize("chunk", ["", "x", "0190b3c4-7f1a-7c3e-9d52-2f6f3f0c9a11"])
def test_an_unknown_passage_is_refused(reader, chunk):
    given = {"query": QUERY, "chunk": chunk}
    assert reader.post(f"{BENCH}answers/", given).status_code == 404


@pytest.mark.parametrize("rerank", ["off", "provider"])
def test_a_document_deleted_during_a_search_is_left_out(
    reader, monkeypatch, project, acme_access, handbook, rerank
):
    """A reranker takes seconds, during which anybody may delete a document."""
    again = make_document(project, HANDBOOK[1:2], title="Again", sha256="b")
    index_document(again, progress=nothing)

    def found_before(**asked):
        found = search(**asked)
        with in_workspace(project.workspace_id):
            delete_document(access=acme_access, document=handbook)
        return found

    monkeypatch.setattr("ai_features.knowledge.search.rerank_passages", backwards)
    monkeypatch.setattr("ai_features.bench.views.search", found_before)
    page = reader.get(BENCH, {"query": QUERY, "rerank": rerank})
    assert page.status_code == 200
    assert "Handbook" not in page.text.partition('data-column="words"')[2]


def test_a_rerankers_order_has_a_column_of_its_own(reader, monkeypatch):
    monkeypatch.setattr("ai_features.knowledge.search.rerank_passages", backwards)
    page = reader.get(BENCH, {"query": QUERY, "rerank": "provider"}).text
    assert re.findall(r'data-column="(\w+)"', page) == ["words", "meaning", "together", "reranked"]
    last = page.partition('data-column="reranked"')[2]
    assert "Reordered by judge-1" in last
    assert "Its answer in the golden set: words 1 · meaning 1 · together 1 · reranked 3" in re.sub(
        "<[^>]+>", "", page
    )
    assert "Batteries are excluded" in re.sub("<[^>]+>", "", last.rpartition("<li")[2])


def test_a_failed_step_is_reported(reader, monkeypatch):
    def fail(question, passages, *, way, caller):
        return Reranked([], [], note="The provider did not answer.")

    monkeypatch.setattr("ai_features.knowledge.search.rerank_passages", fail)
    page = reader.get(BENCH, {"query": QUERY, "rerank": "provider"}).text
    assert "The provider did not answer." in page
    assert 'data-column="reranked"' not in page


def test_without_a_model_nothing_that_needs_one_is_offered(reader):
    page = reader.get(BENCH).text
    assert '<select class="v-select" name="understanding"' not in page
    assert '<select class="v-select" name="rerank"' not in page


def test_with_models_their_features_are_offered_by_name(reader, monkeypatch):
    model = SimpleNamespace(name="judge-1")
    monkeypatch.setattr("ai_features.bench.views.rerank_model", lambda workspace_id: model)
    page = reader.get(BENCH).text
    assert "judge-1" in page
    assert '<select class="v-select" name="understanding"' not in page
    monkeypatch.setattr("ai_features.bench.views.chat_model", lambda workspace_id: model)
    assert "In other words" in reader.get(BENCH).text


def test_repeats_that_were_left_out_are_labelled(reader, project):
    index_document(make_document(project, HANDBOOK, sha256="b"), progress=nothing)
    page = reader.get(BENCH, {"query": QUERY}).text
    assert "Left out: it repeats one above" in page


def test_questions_are_never_run_as_markup(reader):
    page = reader.get(BENCH, {"query": '"><script>x()</script>'}).text
    assert "<script>x()" not in page


def test_without_documents_it_says_how_to_add_one(client, ada, acme):
    make_project(acme, "empty")
    client.force_login(ada)
    assert "nothing to search yet" in client.get("/w/acme/p/empty/bench/").text


def test_only_those_who_may_change_a_project_are_led_to_its_bench(client, reader, acme_viewer):
    assert BENCH in reader.get("/w/acme/p/handbook/").text
    viewer = Client()
    viewer.force_login(acme_viewer)
    assert BENCH not in viewer.get("/w/acme/p/handbook/").text


def test_a_trace_links_to_the_bench_with_its_question(reader, project, acme_access):
    with in_workspace(project.workspace_id):
        from projects.models import Demo

        demo = Demo(workspace_id=project.workspace_id, project=project, kind="chat", name="Chat")
        demo.save()
        run = Run(
            workspace_id=project.workspace_id,
            project=project,
            demo=demo,
            kind="chat",
            status="done",
            input={"message": "Who & when?"},
            actor_kind="user",
            actor_id=acme_access.actor.id,
            actor_label="Ada",
        )
        run.save()
    assert f"{BENCH}?query=Who+%26+when%3F" in reader.get(f"/w/acme/runs/{run.pk}/").text


ADDRESSES = (
    ("get", ""),
    ("post", "keep/"),
    ("post", "answers/"),
    ("get", "golden/"),
    ("post", "golden/"),
    ("post", "golden/import/"),
    ("get", "golden/golden-set.csv"),
    ("post", "golden/{golden}/reword/"),
    ("post", "golden/{golden}/delete/"),
    ("get", "measurements/"),
    ("post", "measurements/start/"),
    ("get", "measurements/{measurement}/"),
    ("post", "measurements/{measurement}/stop/"),
)


@pytest.fixture
def asked(golden, project, acme_access):
    with in_workspace(project.workspace_id):
        return request_measurement(actor=acme_access.actor, project=project)


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_every_page_refuses_strangers_and_viewers(
    method, path, golden, asked, project, grace, acme_viewer, globex
):
    path = path.format(golden=golden[0].pk, measurement=asked.pk)
    before = golden_set(project)
    for person, status in ((grace, 404), (acme_viewer, 403)):
        stranger = Client()
        stranger.force_login(person)
        assert getattr(stranger, method)(f"{BENCH}{path}").status_code == status, path
    assert golden_set(project) == before


@pytest.mark.parametrize(("method", "path"), [row for row in ADDRESSES if "{" in row[1]])
def test_rows_of_another_project_are_not_found_under_ones_own(
    client, grace, globex, golden, asked, method, path, project
):
    make_project(globex)
    client.force_login(grace)
    path = path.format(golden=golden[0].pk, measurement=asked.pk)
    answer = getattr(client, method)(f"/w/globex/p/handbook/bench/{path}")
    assert answer.status_code == 404
    with in_workspace(project.workspace_id):
        rows = Measurement.objects.for_workspace(project.workspace_id)
        assert rows.get().state == MeasurementState.QUEUED
        stop_measurement(asked)

"""The search page: one URL, for the whole page or only its results."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from ai_features.knowledge.finding.results import Passage, QueryHits, SearchResult
from ai_features.knowledge.models import VectorSpace
from ai_features.knowledge.settings import SearchSettings, keep_settings
from ai_features.search.showing import led_by_words, shown
from core.tenancy.scope import in_workspace
from projects.documents.services import add_text
from projects.models import Project
from tests.ai_features.shown import do_jobs, newest_run

pytestmark = pytest.mark.django_db
SEARCH = "/w/acme/p/house/search/"
HTMX = {"HX-Request": "true"}


def test_without_documents_it_says_how_to_add_one(reader, project):
    assert "nothing to search yet" in reader.get(SEARCH).text


def test_passages_are_quoted_with_their_page_and_highlights(reader, handbook):
    page = reader.get(SEARCH, {"query": "warranty"}).text
    assert "<mark>" in page
    assert f"/documents/{handbook.pk}/?page=1" in page
    assert "data-page-link" in page
    assert 'value="warranty"' in page


def test_page_api_trace_and_bench_name_a_passage_after_the_heading_above_the_words_found(
    reader, project, acme, acme_access, acme_api
):
    rules = "Everybody keeps the rules of the house, and whoever visits it keeps them too. " * 12
    text = f"# Rules\n\n{rules}\n\n# Kettles\n\nThey are lent.\n\n# Lids\n\nThey are kept."
    with in_workspace(acme.pk):
        add_text(access=acme_access, project=project, title="House", text=text)
    do_jobs()
    page = reader.get(SEARCH, {"query": "lids", "mode": "keyword"}).text
    assert "<cite>House</cite></a><span>Lids</span></figcaption>" in page
    with in_workspace(acme.pk):
        (traced,) = newest_run(project).spans.get().data["passages"]
    asked = {"query": "lids", "mode": "keyword"}
    found = acme_api.post("/workspaces/acme/projects/house/search", asked).json()
    (told,) = found["results"]
    assert traced["section"] == told["section"] == "Lids"
    bench = reader.get("/w/acme/p/house/bench/", {"query": "lids"}).text
    assert '<span class="b-where">Lids</span>' in bench


def test_documents_are_offered_in_alphabetical_order_whatever_their_capitals(
    reader, acme, acme_access, project
):
    with in_workspace(acme.pk):
        for title in ("board minutes", "README", "Annual report"):
            add_text(access=acme_access, project=project, title=title, text=f"About {title}.")
    do_jobs()
    for path in (SEARCH, "/w/acme/p/house/summary/", "/w/acme/p/house/bench/golden/"):
        page = reader.get(path).text
        offered = re.findall(r"Annual report|board minutes|README", page)
        assert list(dict.fromkeys(offered)) == ["Annual report", "board minutes", "README"], path


def test_a_link_with_q_leads_to_the_query(reader, project):
    answer = reader.get(SEARCH, {"q": "paid leave & more", "mode": "keyword"})
    assert answer.status_code == 302
    assert answer.url == f"{SEARCH}?query=paid+leave+%26+more&mode=keyword"


def test_beside_a_query_q_means_nothing(reader, handbook):
    page = reader.get(SEARCH, {"query": "warranty", "q": "leave"})
    assert page.status_code == 200
    assert 'value="warranty"' in page.text


def test_htmx_gets_only_the_results(reader, handbook):
    part = reader.get(SEARCH, {"query": "warranty"}, headers=HTMX).text
    assert part.lstrip().startswith('<div id="results"')
    assert "<html" not in part


def test_without_its_embedding_model_it_says_so_in_answer_page_and_trace(
    reader, acme_api, handbook, project
):
    path = "/workspaces/acme/projects/house/search"
    assert acme_api.post(path, {"query": "warranty"}).json()["notes"] == []
    with in_workspace(project.workspace_id):
        spaces = VectorSpace.objects.for_workspace(project.workspace_id)
        spaces.filter(project=project).update(model_key="api.openai.com:gone:384")
    told = acme_api.post(path, {"query": "warranty"}).json()
    assert told["results"]
    assert told["notes"][0].startswith("Found by words alone. The model")
    assert "Found by words alone." in reader.get(SEARCH, {"query": "warranty"}).text
    assert "Found by words alone." in reader.get(f"/w/acme/runs/{told['run_id']}/").text


def test_the_trace_shows_what_was_retrieved_and_where_the_time_went(
    reader, acme_api, handbook, project
):
    acme_api.post("/workspaces/acme/projects/house/search", {"query": "warranty"})
    run = newest_run(project)
    with in_workspace(run.workspace_id):
        passage = run.spans.get().data["passages"][0]
    trace = reader.get(f"/w/acme/runs/{run.pk}/").text
    assert "<details open>" in trace
    assert f"{passage['score']:.3f}" in trace
    assert f"/documents/{handbook.pk}/?page=1&amp;start={passage['start']}" in trace
    assert "covers parts for two years" in trace
    for part in ("embedding", "words", "meaning", "both together"):
        assert f"<span>{part} <span" in trace, part


def test_the_trace_names_the_mode_and_the_documents_searched(reader, project, handbook):
    reader.get(SEARCH, {"query": "leave", "mode": "keyword", "document": str(handbook.pk)})
    run = newest_run(project)
    assert run.input["document_ids"] == [str(handbook.pk)]
    trace = " ".join(re.sub(r"<[^>]+>", " ", reader.get(f"/w/acme/runs/{run.pk}/").text).split())
    assert "Searched for leave by words alone in 1 chosen document" in trace


def test_an_empty_result_says_so_with_a_next_step(reader, handbook):
    page = reader.get(SEARCH, {"query": "zzzqqq", "mode": "keyword"}).text
    assert "Nothing here matches" in page
    assert "mode=hybrid" in page


@pytest.mark.parametrize("mode", ["hybrid", "semantic"])
def test_meaningless_letters_find_nothing(reader, acme_api, handbook, mode):
    assert "Nothing here matches" in reader.get(SEARCH, {"query": "zxqwv", "mode": mode}).text
    asked = {"query": "zxqwv", "mode": mode}
    told = acme_api.post("/workspaces/acme/projects/house/search", asked).json()
    assert told["results"] == []


@pytest.mark.parametrize("filters", [{}, {"document_ids": []}])
def test_an_empty_filter_excludes_nothing(acme_api, handbook, filters):
    asked = {"query": "warranty", "filters": filters}
    told = acme_api.post("/workspaces/acme/projects/house/search", asked).json()
    assert told["results"]


def test_the_correction_of_a_mistyped_word_is_shown(reader, acme_api, handbook):
    page = reader.get(SEARCH, {"query": "what the warrenty covers"}).text
    assert "Searched for “what the warranty covers”" in page
    assert "Searched for" not in reader.get(SEARCH, {"query": "the warranty"}).text
    told = acme_api.post("/workspaces/acme/projects/house/search", {"query": "Warrenty"}).json()
    assert told["meant"] == {"warrenty": "warranty"}


def test_passages_without_the_words_are_labelled_as_close_in_meaning(reader, handbook):
    words = "closest in meaning"
    assert words in reader.get(SEARCH, {"query": "vacation entitlement"}).text
    assert words not in reader.get(SEARCH, {"query": "warranty"}).text


def test_the_line_between_word_matches_and_meaning_matches_is_drawn_once(
    reader, project, acme, acme_access, handbook
):
    words = "The passages below do not contain your words"
    text = "Repairs of kettles are free of charge during the guarantee period of two years."
    with in_workspace(acme.pk):
        add_text(access=acme_access, project=project, title="Repairs", text=text)
    do_jobs()
    page = reader.get(SEARCH, {"query": "warranty"}).text
    first, said, rest = page.partition(words)
    assert said
    assert "<mark>" in first
    assert 'class="v-passage"' in rest
    assert "<mark>" not in rest
    for mode in ("semantic", "keyword"):
        assert words not in reader.get(SEARCH, {"query": "warranty", "mode": mode}).text
    assert words not in reader.get(SEARCH, {"query": "vacation entitlement"}).text


def test_a_passage_under_a_heading_with_the_word_was_not_found_by_meaning_alone():
    def passage(number, **fields):
        return Passage(
            chunk_id=UUID(int=number),
            document_id=UUID(int=9),
            title="House",
            page=1,
            page_label="Page 1",
            start=0,
            end=5,
            text="Words",
            section="",
            context="",
            language="en",
            ordinal=number,
            score=0.5,
            **fields,
        )

    found = [passage(1, highlights=[(0, 5)]), passage(2), passage(3), passage(4)]
    by_query = [QueryHits("words", lexical=[(UUID(int=1), 2.0), (UUID(int=3), 1.0)])]
    project = Project(slug="house")
    told = shown(SearchResult(found, {}, by_query=by_query), workspace="acme", project=project)
    assert [each.by_meaning for each in told] == [False, True, False, True]
    assert led_by_words(told) == 3


def test_a_row_found_within_a_long_table_has_its_column_headings(
    reader, project, acme, acme_access
):
    rows = "\n".join(f"| VX-{number} | Cartridge number {number} | red |" for number in range(90))
    text = f"# Parts\n\n| Article | Description | Colour |\n|---|---|---|\n{rows}\n"
    with in_workspace(acme.pk):
        add_text(access=acme_access, project=project, title="Parts", text=text)
    do_jobs()
    page = reader.get(SEARCH, {"query": "VX-88", "mode": "keyword"}).text
    first = page.partition("<figure")[2].partition("</figure>")[0]
    assert "VX-88" in first
    assert "VX-0<" not in first
    assert first.count(">Article</th>") == 1


def test_titles_and_queries_cannot_inject_a_script(reader, handbook):
    page = reader.get(SEARCH, {"query": '"><script>x()</script> warranty'}).text
    assert "<script>x()" not in page
    assert '<b onmouseover="x()">' not in page


@pytest.mark.parametrize("query", [{"query": "x" * 1_001}, {"mode": "guess"}, {"document": "no"}])
def test_an_unusable_query_is_refused(reader, handbook, query):
    response = reader.get(SEARCH, {"query": "leave"} | query)
    assert response.status_code == 422
    assert "cannot be searched" in response.text


def test_example_queries_are_saved_and_mistakes_named(reader, project, handbook):
    saved = reader.post(f"{SEARCH}settings/", {"example_queries": "leave\nwarranty"})
    assert saved.status_code == 302
    assert "?query=warranty" in reader.get(SEARCH).text
    many = {"example_queries": "\n".join(map(str, range(9)))}
    assert reader.post(f"{SEARCH}settings/", many).status_code == 422
    assert "leave\nwarranty</textarea>" in reader.get(f"{SEARCH}settings/").text
    long = reader.post(f"{SEARCH}settings/", {"example_queries": f"leave\n{'x' * 201}"})
    assert long.status_code == 422
    assert "Keep each within 200 characters." in long.text
    assert f"leave\n{'x' * 201}</textarea>" in long.text


def test_strangers_find_nothing(client, grace, globex, handbook):
    client.force_login(grace)
    assert client.get(SEARCH, {"query": "leave"}).status_code == 404
    assert client.get(f"{SEARCH}settings/").status_code == 404
    assert client.post(f"{SEARCH}settings/", {"example_queries": "x"}).status_code == 404


def test_a_viewer_cannot_change_settings(client, acme_viewer, handbook):
    client.force_login(acme_viewer)
    assert client.get(SEARCH).status_code == 200
    assert client.get(f"{SEARCH}settings/").status_code == 403


class TestAskingProviders:
    @pytest.fixture(autouse=True)
    def provided(self, settings, upstream, project, acme_access):
        settings.VITRINE = settings.VITRINE.model_copy(
            update={"openai_base_url": upstream.base_url, "openai_rerank_model": "rerank-ours"}
        )
        upstream.answer = lambda request: '{"queries": ["batteries <b>"]}'
        kept = SearchSettings(understanding="several", rerank="provider")
        text = "# Travel\n\nThe warranty of a train ticket is a seat."
        with in_workspace(project.workspace_id):
            keep_settings(access=acme_access, project=project, settings=kept)
            add_text(access=acme_access, project=project, title="Travel", text=text)
        do_jobs()

    def test_the_run_shows_every_step_and_its_cost(self, reader, project, handbook):
        page = reader.get(SEARCH, {"query": "paid leave or warranty"}).text
        assert "Also searched for “batteries &lt;b&gt;”" in page
        run = newest_run(project)
        assert run.cost_micro_usd is None, "a reranker has no known price"
        assert run.input_tokens > 0
        trace = reader.get(f"/w/acme/runs/{run.pk}/").text
        assert "Reordered by rerank-ours" in trace
        assert "“batteries &lt;b&gt;” brought" in trace
        assert "Understand" in trace

    def test_a_failing_provider_costs_no_passage(self, reader, project, handbook, upstream):
        upstream.mode = "unauthorised"
        page = reader.get(SEARCH, {"query": "warranty"}).text
        assert "<mark>" in page
        assert "refused the key" in page
        assert newest_run(project).status == "done"


@pytest.mark.parametrize("place", ["search", "bench"])
def test_the_tab_names_the_query_with_and_without_javascript(reader, handbook, place):
    """An htmx response changes the URL, and the page's title with it."""
    for headers in ({}, HTMX):
        page = reader.get(f"/w/acme/p/house/{place}/", {"query": "a <b> c"}, headers=headers).text
        assert page.count("<title>") == 1
        assert f"<title>a &lt;b&gt; c · {place.title()} · House</title>" in page

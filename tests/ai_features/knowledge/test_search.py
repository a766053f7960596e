"""Search finds by words and by meaning, only in the project's own documents."""

from __future__ import annotations

import pytest

from ai_features.knowledge.finding.fusion import DEPTH
from ai_features.knowledge.finding.passages import SPARE, surroundings
from ai_features.knowledge.indexing.index import index_document
from ai_features.knowledge.search import search
from ai_features.search.services import MOST_RESULTS
from core.tenancy.scope import in_workspace
from projects.models import DocumentPage, Project
from tests.ai_features.knowledge.conftest import (
    HANDBOOK,
    make_document,
    make_project,
    nothing,
    texts,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("mode", ["hybrid", "keyword", "semantic"])
def test_every_mode_finds_the_passage(handbook, project, mode):
    result = search(project=project, query="are batteries covered by the warranty?", mode=mode)
    assert "Batteries are excluded" in texts(result)[0]


def test_either_leg_alone_can_return_the_maximum_number_of_hits():
    assert DEPTH >= MOST_RESULTS + SPARE


def test_a_passage_is_found_by_meaning_without_the_word(handbook, project):
    result = search(project=project, query="how much holiday do staff get", mode="semantic")
    assert "thirty days" in texts(result)[0]


def test_keyword_search_finds_nothing_without_the_word(handbook, project):
    assert texts(search(project=project, query="zeppelin", mode="keyword")) == []


def test_a_passage_is_the_text_at_its_place(handbook, project, acme):
    passage = search(project=project, query="flights").passages[0]
    with in_workspace(acme.pk):
        page = DocumentPage.objects.for_workspace(acme).get(number=passage.page)
    assert page.text[passage.start : passage.end] == passage.text
    assert (passage.title, passage.page_label, passage.section) == (
        "Handbook",
        "Page 3",
        "Travel",
    )


def test_highlights_are_the_words_asked_for(handbook, project):
    passage = search(project=project, query="flight approvals").passages[0]
    marked = [passage.text[start:end] for start, end in passage.highlights]
    assert marked == ["Flights", "approval"]


def test_words_in_quotes_must_match_exactly(handbook, project):
    assert len(texts(search(project=project, query='"second class"'))) == 1
    assert texts(search(project=project, query='"class second"')) == []


def test_a_prefix_finds_longer_words(handbook, project):
    found = texts(search(project=project, query="batt*", mode="keyword"))
    assert len(found) == 1
    assert "Batteries" in found[0]


def test_a_prefix_finds_words_with_accents(project):
    pages = ["Die Übungen finden im Saal statt.", "Rund um die Uhr ist jemand da."]
    index_document(make_document(project, pages, language="de"), progress=nothing)
    found = texts(search(project=project, query="Übun*", mode="keyword"))
    assert found == ["Die Übungen finden im Saal statt."]


def test_a_mistyped_word_is_found_and_marked(handbook, project):
    passage = search(project=project, query="bateries", mode="keyword").passages[0]
    assert [passage.text[start:end] for start, end in passage.highlights] == ["Batteries"]


@pytest.mark.parametrize("mode", ["hybrid", "semantic"])
def test_a_mistyped_word_is_corrected_in_hybrid_and_semantic_search(handbook, project, mode):
    typed = search(project=project, query="bateries and the warrenty", mode=mode)
    meant = search(project=project, query="batteries and the warranty", mode=mode)
    assert typed.meant == {"bateries": "batteries", "warrenty": "warranty"}
    assert typed.passages == meant.passages
    assert typed.term_weights == meant.term_weights


@pytest.mark.parametrize("query", ["zxqwv", "asdf qwer", "flurb grommix", "qqqq"])
@pytest.mark.parametrize("mode", ["hybrid", "semantic", "keyword"])
def test_meaningless_letters_find_nothing(handbook, project, query, mode):
    assert search(project=project, query=query, mode=mode).passages == []


@pytest.mark.parametrize("query", ["vacation entitlement", "holiday allowance"])
def test_passages_close_in_meaning_are_found_without_the_words(handbook, project, query):
    assert "paid leave" in search(project=project, query=query).passages[0].text


def test_a_word_in_the_documents_is_found_however_distant_the_meaning(handbook, project):
    assert search(project=project, query="zxqwv March", mode="semantic").passages


def test_corrections_do_not_use_the_words_of_another_workspace(
    handbook, strangers_handbook, project, globex
):
    document = make_document(make_project(globex, "more"), ["Zeppelins fly."], sha256="z")
    index_document(document, progress=nothing)
    assert texts(search(project=project, query="zeppelim", mode="keyword")) == []


def test_the_parts_of_a_german_word_are_found(project):
    text = "Der Vertrag endet mit dem Jahr, die Versicherung nicht."
    index_document(make_document(project, [text], language="de", sha256="de"), progress=nothing)
    assert texts(search(project=project, query="Versicherungsvertrag", mode="keyword")) == [text]


def test_the_document_filter_holds(handbook, project):
    other = make_document(project, ["Batteries belong in the red bin."], sha256="b")
    index_document(other, progress=nothing)
    for mode in ("hybrid", "keyword", "semantic"):
        result = search(project=project, query="batteries", mode=mode, document_ids=[other.pk])
        assert {passage.document_id for passage in result.passages} == {other.pk}


def test_no_document_chosen_means_no_passage(handbook, project):
    assert texts(search(project=project, query="batteries", document_ids=[])) == []


def test_another_project_of_the_workspace_is_not_searched(handbook, acme):
    assert texts(search(project=make_project(acme, "empty"), query="batteries")) == []


def test_another_workspace_is_not_searched(handbook, strangers_handbook, project):
    result = search(project=project, query="batteries", limit=50)
    assert {passage.document_id for passage in result.passages} == {handbook.pk}


def test_one_workspace_does_not_change_the_scores_of_another(handbook, project, globex):
    before = search(project=project, query="warranty of batteries")
    for number in range(3):
        copy = make_document(make_project(globex, f"p{number}"), sha256=str(number))
        index_document(copy, progress=nothing)
    after = search(project=project, query="warranty of batteries")
    assert [passage.score for passage in after.passages] == [
        passage.score for passage in before.passages
    ]


def test_near_repeats_are_shown_once(handbook, project):
    index_document(make_document(project, HANDBOOK, sha256="b"), progress=nothing)
    found = texts(search(project=project, query="warranty batteries"))
    assert len(found) == len(set(found))


@pytest.mark.parametrize("query", ["", "   ", "\n"])
def test_an_empty_query_finds_nothing(handbook, project, query):
    assert search(project=project, query=query).passages == []


@pytest.mark.parametrize("query", ["%", "'; --", "\\", '""', "*", "🙂", "a" * 5_000, "{1:2}/3"])
def test_odd_queries_do_not_fail(handbook, project, query):
    assert search(project=project, query=query).timings_ms["total"] >= 0


def test_timings_name_every_part(handbook, project):
    times = search(project=project, query="warranty").timings_ms
    assert list(times) == ["read", "embed", "lexical", "vector", "fuse", "total"]


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("de", "Die Versicherungsverträge gelten für alle Häuser.", "versicherungsvertrag haus"),
        ("zh", "保修期为两年，电池除外。", "电池"),
        ("th", "การรับประกันสองปี", "รับประกัน"),
        ("ar", "يغطي الضمان الأجزاء لمدة عامين", "ضمان الأجزاء"),
        ("ru", "Гарантия покрывает детали два года.", "гарантии на детали"),
        ("ja", "保証期間は二年です。", "保証期間"),
    ],
)
def test_words_are_found_in_their_language(project, language, text, query):
    document = make_document(project, [text], language=language, sha256=language)
    index_document(document, progress=nothing)
    assert texts(search(project=project, query=query, mode="keyword")) == [text]


LEAVE = [
    "Leave is asked for a week ahead. " * 16,
    "Trains are booked in second class. " * 16,
    "Batteries are sent back in their box. " * 16,
    "Visitors sign the book at the door. " * 16,
]


def test_a_passage_is_read_with_its_surroundings_on_the_page(project, acme):
    document = make_document(project, ["\n\n".join(LEAVE), "Elsewhere batteries are free."])
    index_document(document, progress=nothing)
    found = search(project=project, query="batteries sent back in a box", limit=1).passages
    (wide,) = surroundings(found, project=project)
    assert "Trains" in wide.text
    assert "Visitors" in wide.text
    assert "Leave is" not in wide.text
    assert "Elsewhere" not in wide.text
    with in_workspace(acme.pk):
        page = DocumentPage.objects.for_workspace(acme).get(document=document, number=1)
    assert wide.text == page.text[wide.start : wide.end]


def test_surroundings_shared_by_passages_are_read_once(handbook, project):
    document = make_document(project, ["\n\n".join(LEAVE)], sha256="b")
    index_document(document, progress=nothing)
    found = search(project=project, query="batteries box trains class visitors book").passages
    read = surroundings(found, project=project)
    places = [(one.document_id, one.page, one.start, one.end) for one in read]
    assert len(read) < len(found)
    assert len(set(places)) == len(places)


def test_a_passage_gets_no_surroundings_from_a_strangers_project(
    handbook, project, strangers_handbook
):
    found = search(project=project, query="warranty").passages
    with in_workspace(strangers_handbook.workspace_id):
        theirs = Project.objects.for_workspace(strangers_handbook.workspace_id).get()
    assert surroundings(found, project=theirs) == []

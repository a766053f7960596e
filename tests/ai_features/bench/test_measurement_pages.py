"""The measurements' pages: progress, results, comparison."""

from __future__ import annotations

import re

import pytest

from ai_features.knowledge.settings import SearchSettings
from core.tenancy.scope import in_workspace
from projects.documents.services import delete_document
from tests.ai_features.bench.conftest import BENCH, HTMX, QUERY, measure

pytestmark = pytest.mark.django_db


def test_a_measurement_shows_its_progress_until_it_is_done(reader, project, acme_access):
    begun = reader.post(f"{BENCH}measurements/start/", {"share": "fixed", "value": "0.75"})
    page = reader.get(begun.url).text
    assert "Waiting for a worker" in page
    assert 'hx-trigger="every 1s"' in page
    assert "Measuring now" in reader.get(f"{BENCH}measurements/").text
    measure(acme_access, project, settings=SearchSettings(0.75))
    part = reader.get(begun.url, headers=HTMX).text
    assert part.lstrip().startswith('<div id="card"')
    assert "hx-trigger" not in part
    assert "Meaning weighs 0.75" in part
    assert QUERY in part


def test_a_measurement_that_is_stopped_says_so(reader):
    begun = reader.post(f"{BENCH}measurements/start/").url
    part = reader.post(f"{begun}stop/", headers=HTMX).text
    assert "You stopped this measurement" in part
    assert "Measure again" in part


def test_a_measurement_that_failed_says_why(reader, project, handbook, acme_access):
    with in_workspace(project.workspace_id):
        delete_document(access=acme_access, document=handbook)
    failed = measure(acme_access, project)
    page = reader.get(f"{BENCH}measurements/{failed.pk}/").text
    assert "The measurement failed." in page
    assert "were deleted" in page


def test_the_figures_are_explained_at_once_until_there_are_two_measurements(
    reader, project, acme_access
):
    def explained(page):
        return re.search(r"<details([^>]*)><summary>What these figures say", page)[1]

    first = measure(acme_access, project)
    for place in (f"{BENCH}measurements/", f"{BENCH}measurements/{first.pk}/"):
        page = reader.get(place).text
        assert "open" in explained(page)
        assert all(f"<dt>{name}</dt>" in page for name in ("Recall@5", "MRR@10", "nDCG@10"))
    second = measure(acme_access, project)
    for place in (f"{BENCH}measurements/", f"{BENCH}measurements/{second.pk}/"):
        assert "open" not in explained(reader.get(place).text)


def test_the_model_that_embedded_is_named_in_words(reader, project, acme_access):
    measured = measure(acme_access, project)
    place = f"{BENCH}measurements/{measured.pk}/"
    assert "embedded by the local model<" in reader.get(place).text
    with in_workspace(project.workspace_id):
        measured.index["embedding"] = "api.example.test:text-embedding-3-small:1536"
        measured.save()
    assert "embedded by text-embedding-3-small at api.example.test<" in reader.get(place).text


def test_what_got_worse_comes_first(reader, project, acme_access):
    measure(acme_access, project)
    worse = measure(acme_access, project, mode="keyword")
    page = reader.get(f"{BENCH}measurements/{worse.pk}/").text
    headings = re.findall(r"<h2>([^<]+)</h2>", page)
    assert headings == ["Got worse", "As before"]
    assert page.index("holiday") < page.index("batteries")
    better = measure(acme_access, project)
    assert "Got better" in reader.get(f"{BENCH}measurements/{better.pk}/").text


def test_any_two_measurements_can_be_compared(reader, project, acme_access):
    first = measure(acme_access, project, mode="keyword")
    second = measure(acme_access, project)
    third = measure(acme_access, project)
    path = f"{BENCH}measurements/{third.pk}/"
    assert "Got better" not in reader.get(path).text
    assert "Got better" in reader.get(path, {"with": str(first.pk)}).text
    assert reader.get(path, {"with": "x"}).status_code == 404
    assert second.scores == third.scores


def test_an_index_is_counted_in_passages(reader, project, acme_access):
    done = measure(acme_access, project)
    assert "1 document in 3 passages" in reader.get(f"{BENCH}measurements/{done.pk}/").text


def test_measurements_are_shown_in_a_chart_and_a_table(reader, project, acme_access):
    for mode in ("keyword", "hybrid"):
        measure(acme_access, project, mode=mode)
    page = reader.get(f"{BENCH}measurements/").text
    for drawn in ("wide", "narrow"):
        svg = page.partition(f'class="b-chart-{drawn}"')[2].partition("</svg>")[0]
        assert svg.count('r="3"') == 4
        assert svg.count('class="b-other"') == 2
        assert "· Words only · 20" in svg
        assert "· Standard weight · 20" in svg
    assert page.count('class="v-row"') == 2
    assert "+0." in page


def test_before_the_first_measurement_the_page_says_what_to_do(reader):
    assert "Nothing has been measured yet" in reader.get(f"{BENCH}measurements/").text

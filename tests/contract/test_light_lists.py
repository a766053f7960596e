"""Lists read no long texts: of a pasted text they show the beginning, if anything."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ai_features.runs.models import Run
from ai_features.runs.services import add_feedback, create_run
from core.tenancy.scope import in_workspace
from projects.queries import get_demo
from projects.services import create_project

pytestmark = pytest.mark.django_db
PASTED = "A kettle is lent for a week. " * 14_000
PROJECT = "/w/acme/p/house/"
PAGES = ["/w/acme/runs/", PROJECT, f"{PROJECT}summary/"]
LISTS = ["/workspaces/acme/runs", "/workspaces/acme/projects/house/feedback"]
MOST_BYTES = 10_000


@pytest.fixture
def pasted(acme, acme_access):
    """A run of a long pasted text, and what somebody thought of it."""
    actor, text = acme_access.actor, {"text": PASTED, "length": "short", "document_ids": []}
    with in_workspace(acme.pk):
        project = create_project(access=acme_access, name="House")
        demo = get_demo(project=project, kind="summary")
        run = create_run(project=project, demo=demo, actor=actor, input=text)
        Run.objects.for_workspace(acme).update(output={"text": PASTED}, status="done")
        add_feedback(run=run, actor=actor, rating="up")
    return run


def bytes_read(queries, workspace):
    """Return how much the queries that touch runs return, as text."""
    asked = [query["sql"] for query in queries if '"runs_run"' in (query["sql"] or "")]
    assert asked
    with in_workspace(workspace.pk), connection.cursor() as cursor:
        counts = []
        for sql in asked:
            cursor.execute(f"SELECT coalesce(sum(octet_length(t::text)), 0) FROM ({sql}) t")
            counts += cursor.fetchone()
    return sum(counts)


def test_the_count_sees_what_a_list_would_read(pasted, acme):
    with in_workspace(acme.pk), CaptureQueriesContext(connection) as queries:
        list(Run.objects.for_workspace(acme))
    assert bytes_read(queries, acme) > len(PASTED) * 2


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_runs_reads_no_pasted_text(reader, acme, pasted, address):
    with CaptureQueriesContext(connection) as queries:
        assert reader.get(address).status_code == 200
    assert bytes_read(queries, acme) < MOST_BYTES


@pytest.mark.parametrize("address", LISTS)
def test_a_list_of_the_api_reads_no_pasted_text(acme_api, acme, pasted, address):
    with CaptureQueriesContext(connection) as queries:
        assert len(acme_api.get(address).json()["items"]) == 1
    assert bytes_read(queries, acme) < MOST_BYTES


def test_a_pasted_text_is_named_after_its_beginning(reader, pasted):
    assert "Pasted text: A kettle is lent for a week." in reader.get("/w/acme/runs/").text

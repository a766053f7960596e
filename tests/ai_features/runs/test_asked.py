"""The project's page shows recent questions to those who may read runs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from ai_features.runs.models import RunStatus
from core.rights import ROLE_RIGHTS, Right, Role
from core.tenancy.scope import in_workspace
from projects.documents.services import add_text
from projects.models import Document, DocumentStatus
from tests.ai_features.runs.conftest import ask, change, make_project

PAGE = "/w/acme/p/handbook/"


def shown(user, path=PAGE):
    client = Client()
    client.force_login(user)
    return client.get(path).content.decode()


def make_ready(project, access):
    with in_workspace(project.workspace_id):
        add_text(access=access, project=project, title="Note", text="Words")
        rows = Document.objects.for_workspace(project.workspace_id)
        rows.update(status=DocumentStatus.READY)


def test_a_question_is_shown_with_its_asker_its_outcome_and_a_link_to_its_trace(run, ada):
    change(run, status=RunStatus.DONE)
    page = shown(ada)
    part = page.split('id="asked-title"')[1]
    assert reverse("runs:run", args=["acme", run.pk]) in part
    for words in ("red green blue", "Ada", "Answered", "?project=handbook"):
        assert words in part, words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": RunStatus.FAILED}, "Failed"),
        ({"status": RunStatus.CANCELLED}, "Cancelled"),
        ({"status": RunStatus.RUNNING}, "Running"),
        ({"status": RunStatus.DONE, "refused": True}, "Not found in the documents"),
        ({"status": RunStatus.DONE, "output": {"results": 0}}, "Not found in the documents"),
        ({"status": RunStatus.DONE, "output": {"results": 3}}, "Answered"),
        ({"status": RunStatus.DONE, "output": {"unanswered": ["Who?"]}}, "Partly answered"),
    ],
)
def test_the_outcome_is_shown(run, ada, fields, words):
    change(run, **fields)
    assert words in shown(ada).split('id="asked-title"')[1]


def test_the_newest_come_first_and_no_more_than_eight(handbook, ada):
    for number in range(10):
        ask(handbook, ada, f"question {number}")
    page = shown(ada)
    assert page.index("question 9") < page.index("question 8")
    assert "question 1<" not in page


def test_a_run_without_a_question_is_not_among_them(handbook, run, ada):
    change(run, input={"document_ids": []})
    assert "asked-title" not in shown(ada)


def test_before_the_first_question_the_page_says_where_questions_will_appear(
    handbook, ada, acme_access
):
    assert "asked-title" not in shown(ada), "without documents there is nothing to ask"
    make_ready(handbook, acme_access)
    assert "Nobody has asked anything yet." in shown(ada)


def test_another_project_of_the_workspace_shows_its_own(acme, run, ada):
    make_project(acme, "elsewhere")
    assert "red green blue" not in shown(ada, "/w/acme/p/elsewhere/")


def test_another_clients_page_shows_nothing_of_it(run, manual, grace):
    assert "red green blue" not in shown(grace, "/w/globex/p/manual/")
    assert "red green blue" not in shown(grace)


def test_questions_are_hidden_from_those_who_may_not_read_runs(run, acme_viewer, monkeypatch):
    monkeypatch.setitem(ROLE_RIGHTS, Role.VIEWER, ROLE_RIGHTS[Role.VIEWER] - {Right.RUN_READ})
    page = shown(acme_viewer)
    assert "Handbook" in page
    assert "red green blue" not in page

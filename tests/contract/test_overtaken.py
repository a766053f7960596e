"""What is deleted while it is being used is a conflict that the caller is told of, no failure."""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection

from ai_features.runs import recording
from core.tenancy.overtaken import WORDS
from core.tenancy.scope import in_workspace
from projects.documents import services as documents
from projects.models import Document
from projects.queries import projects_of
from projects.services import delete_project

pytestmark = pytest.mark.django_db(transaction=True)
HOUSE = "/workspaces/acme/projects/house"


@pytest.fixture
def overtake(acme, house, acme_access, monkeypatch):
    """Return a function that has the project deleted once the patched function has returned."""

    def delete():
        with in_workspace(acme.pk):
            delete_project(access=acme_access, project=projects_of(acme).get())
        connection.close()

    def patch(target, name):
        original = getattr(target, name)

        def overtaken(*args, **kwargs):
            made = original(*args, **kwargs)
            other = Thread(target=delete)
            other.start()
            other.join()
            return made

        monkeypatch.setattr(target, name, overtaken)

    return patch


def documents_left(acme):
    with in_workspace(acme.pk):
        return Document.objects.for_workspace(acme).count()


@pytest.mark.parametrize("repeatable", [{}, {"Idempotency-Key": "once"}])
def test_the_api_says_that_the_project_was_deleted(acme, acme_api, overtake, repeatable):
    overtake(documents, "add_text")
    answer = acme_api.post(f"{HOUSE}/documents", {"title": "A", "text": "B"}, **repeatable)
    assert (answer.status_code, answer.json()["code"]) == (409, "overtaken")
    assert answer.json()["detail"] == WORDS
    assert documents_left(acme) == 0


def test_so_does_an_endpoint_that_opens_its_transactions_itself(acme_api, overtake):
    overtake(recording, "_insert_run")
    answer = acme_api.post(f"{HOUSE}/search", {"query": "leave"})
    assert (answer.status_code, answer.json()["code"]) == (409, "overtaken")


def test_so_does_a_page(acme, reader, overtake):
    overtake(documents, "add_text")
    answer = reader.post("/w/acme/p/house/documents/paste/", {"title": "A", "text": "B"})
    assert answer.status_code == 409
    assert WORDS in answer.text
    assert documents_left(acme) == 0

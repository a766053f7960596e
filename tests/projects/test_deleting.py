"""A deletion and somebody's work that wait for each other: both are done in the end."""

from __future__ import annotations

from threading import Event

import pytest
from django.db import OperationalError

from core.audit.models import AuditEvent
from core.tenancy import deadlocks
from core.tenancy.scope import in_workspace
from projects import services
from projects.documents.services import add_text
from projects.models import Demo, Document, Project
from projects.queries import projects_of
from tests.locks import Elsewhere, waits_for_a_lock

# Of two who wait for each other the database undoes the one that has waited for a second first.
HEAD_START = 0.4

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def document(acme, acme_access, acme_project):
    with in_workspace(acme.pk):
        return add_text(access=acme_access, project=acme_project, title="Rules", text="No smoking.")


@pytest.fixture
def crossing(acme, document, monkeypatch):
    """Work that holds the demo, which the deletion comes to wait for, and wants the document."""
    held, wanted, pause = Event(), Event(), Event()
    erase = services.erase

    def work():
        with in_workspace(acme.pk):
            Demo.objects.for_workspace(acme).update(name="Chat with us")
            held.set()
            wanted.wait(10)
            assert waits_for_a_lock(lambda: pause.wait(0.02))
            pause.wait(HEAD_START)
            Document.objects.for_workspace(acme).update(title="Rules of the house")

    def erase_while_held(row):
        held.wait(10)
        wanted.set()
        erase(row)

    monkeypatch.setattr(services, "erase", erase_while_held)
    elsewhere = Elsewhere(work)
    elsewhere.start()
    return elsewhere


def delete(acme, acme_access):
    with in_workspace(acme.pk):
        services.delete_project(access=acme_access, project=projects_of(acme).get())


def left(acme):
    with in_workspace(acme.pk):
        noted = AuditEvent.objects.for_workspace(acme).filter(action="project.deleted").count()
        return Project.objects.for_workspace(acme).count(), noted


def test_a_deletion_that_the_database_undid_to_end_a_deadlock_is_done_again(
    acme, acme_access, crossing
):
    delete(acme, acme_access)
    assert crossing.finish() == []
    assert left(acme) == (0, 1)


def test_it_is_not_done_again_for_ever(acme, acme_access, crossing, monkeypatch):
    monkeypatch.setattr(deadlocks, "TIMES", 1)
    with pytest.raises(OperationalError, match="deadlock"):
        delete(acme, acme_access)
    assert crossing.finish() == []
    assert left(acme) == (1, 0)


def test_whoever_was_undone_in_the_end_is_told_of_it(acme, acme_api, crossing, monkeypatch):
    monkeypatch.setattr(deadlocks, "TIMES", 1)
    project = "/workspaces/acme/projects/handbook"
    answer = acme_api.delete(project)
    assert crossing.finish() == []
    assert (answer.status_code, answer.json()["code"]) == (409, "overtaken")
    assert "Try again" in answer.json()["detail"]
    assert acme_api.get(project).status_code == 200


def test_so_is_a_person_on_a_page(reader, crossing, monkeypatch):
    monkeypatch.setattr(deadlocks, "TIMES", 1)
    answer = reader.post("/w/acme/p/handbook/delete/", {"name": "Handbook"})
    assert crossing.finish() == []
    assert answer.status_code == 409
    assert "Try again" in answer.text

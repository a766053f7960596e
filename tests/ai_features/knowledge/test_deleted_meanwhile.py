"""A project deleted during indexing is gone at once, and the work on it ends quietly."""

from __future__ import annotations

import logging
from functools import partial

import pytest

from ai_features.knowledge.indexing import index, reindexing, spaces
from ai_features.knowledge.indexing.index import index_document
from ai_features.knowledge.models import Chunk, VectorSpace
from core.jobs.models import Job, JobState
from core.jobs.performing import perform_job
from core.tenancy.scope import in_workspace
from projects import services
from projects.documents.services import add_text
from projects.models import Document
from tests.ai_features.knowledge.conftest import HANDBOOK, make_document, nothing
from tests.locks import Elsewhere

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def added(acme, acme_access):
    """A document in a new project, its job still queued."""
    with in_workspace(acme.pk):
        project = services.create_project(access=acme_access, name="House")
        return add_text(access=acme_access, project=project, title="Rules", text=HANDBOOK[1])


def delete(project, access):
    with in_workspace(project.workspace_id):
        services.delete_project(access=access, project=project)


def do_job(workspace):
    with in_workspace(workspace.pk):
        (job,) = Job.objects.for_workspace(workspace)
    perform_job(workspace.pk, job.pk)
    with in_workspace(workspace.pk):
        return Job.objects.for_workspace(workspace).get(pk=job.pk)


def left_of(workspace):
    with in_workspace(workspace.pk):
        models = (Document, Chunk, VectorSpace)
        return [model.objects.for_workspace(workspace).count() for model in models]


@pytest.mark.parametrize(
    ("place", "name"),
    [(spaces, "embedding_model"), (index, "embed"), (index, "_placed")],
    ids=["before it has a space", "while it is embedded", "before all is put in place"],
)
def test_its_documents_job_is_over(monkeypatch, caplog, acme, acme_access, added, place, name):
    real, todo = getattr(place, name), [delete]

    def delete_first(*args, **kwargs):
        if todo:
            todo.pop()(added.project, acme_access)
        return real(*args, **kwargs)

    monkeypatch.setattr(place, name, delete_first)
    with caplog.at_level(logging.INFO):
        job = do_job(acme)
    assert job.state == JobState.CANCELLED
    assert f"Document {added.pk} is gone" in caplog.text
    assert [each for each in caplog.records if each.levelno > logging.INFO] == []
    assert left_of(acme) == [0, 0, 0]


def delete_while(work, project, access, monkeypatch):
    """Delete the project, start ``work`` once its documents are locked; return what went wrong."""
    elsewhere, erase = Elsewhere(work), services.erase

    def erase_later(row):
        elsewhere.start_and_wait_for_the_lock()
        erase(row)

    monkeypatch.setattr(services, "erase", erase_later)
    delete(project, access)
    return elsewhere.finish()


def test_deleting_and_indexing_do_not_deadlock(monkeypatch, acme, acme_access, handbook, project):
    document = make_document(project, ["Kettles are lent for a week."], sha256="b")
    work = partial(index_document, document, progress=nothing)
    assert delete_while(work, project, acme_access, monkeypatch) == []
    assert left_of(acme) == [0, 0, 0]


def test_deleting_and_re_indexing_do_not_deadlock(
    monkeypatch, caplog, acme, acme_access, handbook, project, other
):
    with in_workspace(acme.pk):
        reindexing.start_reindex(access=acme_access, project=project, model=other)
    work = partial(do_job, acme)
    assert delete_while(work, project, acme_access, monkeypatch) == []
    assert left_of(acme) == [0, 0, 0]
    assert [each for each in caplog.records if each.levelno > logging.INFO] == []

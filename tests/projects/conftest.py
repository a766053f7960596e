"""Acme's documents: a handbook, read and ready, and a way to run jobs."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.jobs.models import Job
from core.jobs.performing import perform_job
from core.tenancy.scope import in_workspace, sweeping
from core.workspaces.queries import user_access
from projects.documents.services import add_text
from projects.kinds import DemoKind
from projects.models import Document, DocumentPage
from projects.services import create_project
from projects.signals import document_changed, document_renamed

HANDBOOK = "# Leave\n\nEverybody has 25 days.\n\n| Role | Days |\n| --- | --- |\n| Lead | 28 |\n"


@pytest.fixture(autouse=True)
def _quiet_signal(monkeypatch):
    """Disconnect the upper floors: their own tests cover what they do with a changed document."""
    for signal in (document_changed, document_renamed):
        monkeypatch.setattr(signal, "receivers", [])
        signal.sender_receivers_cache.clear()
    yield
    for signal in (document_changed, document_renamed):
        signal.sender_receivers_cache.clear()


@pytest.fixture(autouse=True)
def _one_kind(monkeypatch):
    kind = DemoKind(
        slug="chat",
        name="Chat",
        promise="Ask anything.",
        icon="message-circle",
        url_name="projects:project",
        place=1,
        settings=dict,
    )
    monkeypatch.setattr("projects.kinds._kinds", {"chat": kind})


@pytest.fixture
def acme_project(acme, acme_access):
    with in_workspace(acme.pk):
        return create_project(access=acme_access, name="Handbook", description="All about Acme.")


@pytest.fixture
def globex_project(globex, grace):
    with in_workspace(globex.pk):
        return create_project(access=user_access(grace, globex.slug), name="Handbook")


@pytest.fixture
def do_jobs():
    """Return a function that does every queued job, as a worker would, and returns their number."""

    def run():
        with sweeping():
            rows = list(Job.unscoped.filter(state="queued").values_list("workspace_id", "pk"))
        return sum(perform_job(*row) for row in rows)

    return run


@pytest.fixture
def handbook(acme, acme_access, acme_project, do_jobs):
    """A document of acme that has been read."""
    with in_workspace(acme.pk):
        document = add_text(
            access=acme_access, project=acme_project, title="Leave policy", text=HANDBOOK
        )
    do_jobs()
    return reread(document)


def reread(document):
    """Return the document in its current state, or None when it is gone."""
    with in_workspace(document.workspace_id):
        return Document.objects.for_workspace(document.workspace_id).filter(pk=document.pk).first()


def pages(document):
    with in_workspace(document.workspace_id):
        rows = DocumentPage.objects.for_workspace(document.workspace_id)
        return list(rows.filter(document=document).order_by("number"))


def text_file(name="notes.txt", content=b"Some words worth reading."):
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")

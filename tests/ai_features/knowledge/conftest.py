"""Documents of acme and globex, really indexed."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from ai_features.gateway import reranking
from ai_features.knowledge.indexing.index import index_document
from core.tenancy.scope import in_workspace
from projects.models import Document, DocumentPage, Project
from tests.ai_features.gateway.conftest import upstream
from tests.ai_features.gateway.test_provider import operator
from tests.ai_features.knowledge.vectors import other

__all__ = ["other", "upstream"]

HANDBOOK = [
    "# Leave\n\nEmployees have thirty days of paid leave a year. Unused leave expires in March.",
    "# Warranty\n\nThe warranty covers parts for two years. Batteries are excluded.",
    "# Travel\n\nBook trains in second class. Flights need the approval of a manager.",
]


def nothing(done, total, stage):
    """Ignore progress."""


def make_project(workspace, slug="handbook"):
    with in_workspace(workspace.pk):
        project = Project(workspace=workspace, slug=slug, name=slug.title())
        project.save()
    return project


def make_document(project, texts=HANDBOOK, *, title="Handbook", language="en", sha256="a"):
    with in_workspace(project.workspace_id):
        document = Document(
            workspace_id=project.workspace_id,
            project=project,
            title=title,
            language=language,
            source="text",
            sha256=sha256,
        )
        document.save()
        for number, text in enumerate(texts, start=1):
            DocumentPage(
                workspace_id=project.workspace_id,
                document=document,
                number=number,
                label=f"Page {number}",
                text=text,
            ).save()
    return document


def texts(result):
    return [passage.text for passage in result.passages]


@pytest.fixture
def project(acme):
    return make_project(acme)


@pytest.fixture
def handbook(project):
    document = make_document(project)
    index_document(document, progress=nothing)
    return document


@pytest.fixture
def strangers_handbook(globex):
    document = make_document(make_project(globex), title="Globex handbook")
    index_document(document, progress=nothing)
    return document


@pytest.fixture
def provided(settings, upstream, monkeypatch):
    """The provider that the operator configured, for chat, embeddings and reranking."""
    monkeypatch.setattr(reranking, "_found", {})
    operator(
        settings,
        openai_base_url=upstream.base_url,
        openai_api_key=SecretStr("sk-env"),
        openai_rerank_model="rerank-ours",
    )
    return upstream

"""What anybody may search from the landing page, without an account."""

from __future__ import annotations

import hashlib

import pytest
from limits import RateLimitItemPerMinute

from ai_features.knowledge.indexing.index import index_document
from ai_features.sample.loading import WORKSPACE_ID
from ai_features.sample.questions import DOCUMENTS
from core.rest import limits
from core.rights import Role
from core.tenancy.scope import in_workspace
from core.workspaces.models import Membership, Workspace
from core.workspaces.queries import user_access
from projects.services import create_project, delete_project
from tests.ai_features.knowledge.conftest import make_document, nothing
from tests.ai_features.shown import newest_run

TRY = "/try/"
SHIPPED = hashlib.sha256(min(DOCUMENTS.iterdir()).read_bytes()).hexdigest()


def add(project, text, *, title, sha256):
    document = make_document(project, [text], title=title, sha256=sha256)
    index_document(document, progress=nothing)


@pytest.fixture
def owner(ada):
    with in_workspace(WORKSPACE_ID):
        workspace = Workspace.objects.create(id=WORKSPACE_ID, name="Sample", slug="sample")
        Membership(workspace=workspace, user=ada, role=Role.OWNER).save()
    return user_access(ada, "sample")


@pytest.fixture
def sample(owner):
    """The sample's project with one of the documents that ship with the site."""
    with in_workspace(WORKSPACE_ID):
        project = create_project(access=owner, name="Tidewater papers")
    add(project, "The warranty covers pumps.", title="Terms", sha256=SHIPPED)
    return project


def test_anybody_finds_the_passages_and_the_owner_sees_that_somebody_asked(client, sample):
    page = client.get(TRY, {"query": "what does the warranty cover"})
    assert page.status_code == 200
    assert "pumps" in page.text
    assert newest_run(sample).actor_label == "Landing page"
    assert "Tidewater papers" in client.get("/").text


def test_a_long_passage_is_folded_and_all_of_it_is_there(client, sample):
    assert "Show the whole passage" not in client.get(TRY, {"query": "warranty"}).text
    text = "The lease of the mill ends in May. " * 12 + "The keys go to Orla."
    sha256 = hashlib.sha256(max(DOCUMENTS.iterdir()).read_bytes()).hexdigest()
    add(sample, text, title="Lease", sha256=sha256)
    page = client.get(TRY, {"query": "lease of the mill"}).text
    assert "Show the whole passage" in page
    assert "The keys go to Orla." in page


def test_the_owners_own_documents_are_not_searched(client, sample):
    add(sample, "The warranty of Marlow Dairies ended in court.", title="Lawsuit", sha256="b")
    page = client.get(TRY, {"query": "warranty of Marlow Dairies"})
    assert "pumps" in page.text
    assert "court" not in page.text
    assert "Lawsuit" not in page.text


def test_the_owners_own_projects_stay_closed_once_the_sample_is_deleted(client, owner, sample):
    with in_workspace(WORKSPACE_ID):
        other = create_project(access=owner, name="Mergers")
        add(other, "The warranty of Marlow Dairies ended in court.", title="Lawsuit", sha256="b")
        delete_project(access=owner, project=sample)
    assert client.get(TRY, {"query": "warranty"}).status_code == 404
    assert "Mergers" not in client.get("/").text


def test_an_overlong_query_comes_back_with_a_message(client, sample):
    words = "warranty " * 120
    page = client.get(TRY, {"query": words})
    assert page.status_code == 422
    assert "A search has at most 1,000 characters." in page.text
    assert words.strip() in page.text


def test_without_words_it_asks_for_them(client, sample):
    page = client.get(TRY, {"query": " "})
    assert page.status_code == 200
    assert "Write what you are looking for." in page.text


def test_one_address_is_limited_per_minute_and_others_are_not_affected(client, sample, monkeypatch):
    monkeypatch.setattr(limits, "STRANGERS", RateLimitItemPerMinute(1, namespace="strangers"))
    asked = [client.get(TRY, REMOTE_ADDR=f"192.0.2.{last}").status_code for last in (7, 7, 8)]
    assert asked == [200, 429, 200]

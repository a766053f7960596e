"""A project may hold more documents than can be chosen one by one."""

from __future__ import annotations

import pytest

from ai_features.runs.models import RunStatus
from ai_features.summary.options import MOST_NAMED
from core.tenancy.scope import in_workspace
from projects.models import Document, DocumentSource, DocumentStatus
from projects.queries import documents_of
from tests.ai_features.shown import execute, newest_run, runs_of

pytestmark = pytest.mark.django_db
SUMMARY = "/w/acme/p/house/summary/"
ASKED = {"source": "documents", "length": "short", "format": "bullets"}


@pytest.fixture
def shelf(project, handbook):
    """The handbook, and more ready documents without passages than can be chosen."""
    with in_workspace(project.workspace_id):
        Document.unscoped.bulk_create(
            Document(
                workspace_id=project.workspace_id,
                project=project,
                title=f"Note {number}",
                source=DocumentSource.TEXT,
                sha256=f"{number:064}",
                status=DocumentStatus.READY,
            )
            for number in range(MOST_NAMED + 1)
        )
        return [str(each) for each in documents_of(project).values_list("pk", flat=True)]


def test_everything_is_summarised_however_many_documents_there_are(reader, project, shelf):
    reader.post(f"{SUMMARY}ask/", ASKED | {"documents": shelf})
    run = execute(newest_run(project))
    assert run.status == RunStatus.DONE, run.error_message
    assert len(run.input["document_ids"]) == len(shelf) > MOST_NAMED
    assert run.citations


def test_a_summary_of_everything_can_be_written_again(reader, project, shelf):
    reader.post(f"{SUMMARY}ask/", ASKED | {"documents": shelf})
    again = reader.post(f"{SUMMARY}{newest_run(project).pk}/again/")
    assert again.status_code == 302
    first, second = runs_of(project)
    assert second.input["document_ids"] == first.input["document_ids"]


def test_choosing_too_many_is_refused_with_a_reason_and_none_is_silently_left_out(
    reader, project, shelf
):
    page = reader.post(f"{SUMMARY}ask/", ASKED | {"documents": shelf[: MOST_NAMED + 1]})
    assert page.status_code == 422
    assert f"Choose at most {MOST_NAMED} documents, or all of them." in page.text
    assert runs_of(project) == []


def test_the_maximum_number_chosen_are_all_summarised(reader, project, shelf):
    chosen = shelf[:MOST_NAMED]
    reader.post(f"{SUMMARY}ask/", ASKED | {"documents": chosen})
    assert set(newest_run(project).input["document_ids"]) == set(chosen)


def test_the_api_says_how_many_documents_may_be_chosen(acme_api, project, shelf):
    path = "/workspaces/acme/projects/house/summaries"
    refused = acme_api.post(path, {"document_ids": shelf[: MOST_NAMED + 1]})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "document_ids"
    assert acme_api.post(path, {}).status_code == 202

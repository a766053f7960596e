"""PATCH of a document gives it another title."""

from __future__ import annotations

import pytest

from tests.projects.conftest import reread, text_file

PATH = "/workspaces/acme/projects/handbook/documents"
NOBODYS = "00000000-0000-0000-0000-000000000000"


def test_a_document_is_renamed(acme_api, handbook):
    answer = acme_api.patch(f"{PATH}/{handbook.pk}", {"title": " Leave 2026 "})
    assert (answer.status_code, answer.json()["title"]) == (200, "Leave 2026")
    assert acme_api.get(f"{PATH}/{handbook.pk}").json()["title"] == "Leave 2026"


@pytest.mark.parametrize(
    "body",
    [
        *({"title": title} for title in ("", "  ", "\u200d", "\u202e", "a\x00", "x" * 301)),
        *({"title": None}, {"title": 7}, {}),
    ],
)
def test_an_unusable_title_is_refused_by_field(acme_api, handbook, body):
    answer = acme_api.patch(f"{PATH}/{handbook.pk}", body)
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("application/problem+json")
    assert [error["field"] for error in answer.json()["errors"]] == ["title"]
    assert reread(handbook).title == "Leave policy"


def test_other_fields_cannot_be_changed(acme_api, handbook):
    answer = acme_api.patch(f"{PATH}/{handbook.pk}", {"title": "Leave", "status": "failed"})
    assert [error["field"] for error in answer.json()["errors"]] == ["status"]
    assert reread(handbook).title == "Leave policy"


def test_a_document_that_is_being_read_is_a_conflict(acme_api, acme_project):
    made = acme_api.upload(PATH, text_file()).json()
    answer = acme_api.patch(f"{PATH}/{made['id']}", {"title": "Other"})
    assert (answer.status_code, answer.json()["code"]) == (409, "document_not_ready")


def test_a_stranger_renames_nothing(globex_api, globex_project, handbook):
    own = "/workspaces/globex/projects/handbook/documents"
    for path in (f"{PATH}/{handbook.pk}", f"{own}/{handbook.pk}", f"{own}/{NOBODYS}"):
        answer = globex_api.patch(path, {"title": "Taken over"})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert reread(handbook).title == "Leave policy"


def test_a_viewer_renames_nothing(api_for, acme_viewer, handbook):
    answer = api_for(acme_viewer).patch(f"{PATH}/{handbook.pk}", {"title": "Mine"})
    assert answer.status_code == 403
    assert reread(handbook).title == "Leave policy"

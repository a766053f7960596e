"""A document is renamed on its own page."""

from __future__ import annotations

import pytest

from core.tenancy.scope import in_workspace
from projects.models import Document
from tests.cast import join
from tests.projects.conftest import reread


def test_an_engineer_renames_a_document_and_reads_on_where_they_were(client, acme, path, handbook):
    client.force_login(join(acme, "en@acme.test", "engineer"))
    page = client.get(path, {"page": 1, "start": 2, "end": 5}).content.decode()
    assert f'action="{path}rename/?page=1&amp;start=2&amp;end=5' in page
    answer = client.post(f"{path}rename/?page=1&start=2&end=5", {"title": "Leave 2026"})
    assert (answer.status_code, answer["Location"]) == (302, f"{path}?page=1&start=2&end=5")
    page = client.get(answer["Location"]).content.decode()
    assert "<h1>Leave 2026</h1>" in page
    assert "Renamed." in page
    assert reread(handbook).title == "Leave 2026"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("   ", "Give the document a title that people can read."),
        ("\u200d\u200b", "Give the document a title that people can read."),
        ("x" * 301, "300"),
    ],
)
def test_an_unusable_title_is_refused_beside_what_was_typed(reader, path, handbook, typed, words):
    answer = reader.post(f"{path}rename/?page=1", {"title": typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f'value="{typed}"' in page
    assert 'class="v-details p-rename" open' in page
    assert "Everybody has 25 days." in page
    assert reread(handbook).title == "Leave policy"


def test_a_title_sent_while_the_document_is_read_again_is_kept_on_the_page(reader, path, handbook):
    with in_workspace(handbook.workspace_id):
        Document.objects.for_workspace(handbook.workspace_id).update(status="processing")
    assert "Rename" not in reader.get(path).content.decode()
    answer = reader.post(f"{path}rename/", {"title": "Leave 2026"})
    assert answer.status_code == 409
    assert "is still being read. Rename it once that is done." in answer.content.decode()
    assert 'value="Leave 2026"' in answer.content.decode()


def test_a_viewer_is_offered_no_renaming(client, acme_viewer, path, handbook):
    client.force_login(acme_viewer)
    assert "Rename" not in client.get(path).content.decode()


def test_the_panel_beside_an_answer_offers_no_renaming(reader, path):
    assert "Rename" not in reader.get(f"{path}page/", {"page": 1}).content.decode()


def test_a_hostile_title_is_text(reader, path):
    reader.post(f"{path}rename/", {"title": "<script>alert(1)</script>"})
    page = reader.get(path).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page

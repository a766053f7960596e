"""The viewer: a page to read, with the cited passage marked."""

from __future__ import annotations

import pytest

from core.tenancy.scope import in_workspace
from projects.models import Document, DocumentPage
from tests.projects.conftest import pages, text_file


def test_the_cited_passage_is_marked(reader, path, handbook):
    text = pages(handbook)[0].text
    start = text.index("25 days")
    page = reader.get(path, {"page": 1, "start": start, "end": start + 7}).content.decode()
    assert '<mark id="mark" tabindex="-1">' in page
    assert "25 days</mark>" in page
    assert "viewer.js" in page


def test_the_fragment_is_the_same_page_without_its_frame(reader, path, handbook):
    part = reader.get(f"{path}page/", {"page": 1, "start": 0, "end": 5}).content.decode()
    assert "<html" not in part
    assert part.strip().startswith("<article")
    assert '<mark id="mark"' in part
    assert f'href="{path}?page=1&amp;start=0&amp;end=5#mark"' in part


@pytest.mark.parametrize(
    "query",
    [
        {"start": "x", "end": "y"},
        {"start": "-1", "end": "5"},
        {"start": "5", "end": "5"},
        {"start": "9" * 50, "end": "9" * 60},
        {"start": "²", "end": "٣"},
    ],
)
def test_an_invalid_span_marks_nothing(reader, path, query):
    page = reader.get(path, query)
    assert page.status_code == 200
    assert "<mark" not in page.content.decode()


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "9" * 9, "9" * 40, "", "1.5", "²"])
def test_a_missing_page_is_a_404(reader, path, number):
    assert reader.get(path, {"page": number}).status_code == 404
    assert reader.get(f"{path}page/", {"page": number}).status_code == 404


def test_pages_link_to_one_another(reader, path, handbook):
    with in_workspace(handbook.workspace_id):
        for number in (2, 3):
            DocumentPage(
                workspace_id=handbook.workspace_id,
                document=handbook,
                number=number,
                label=f"Slide {number}",
                text="",
            ).save()
        Document.objects.for_workspace(handbook.workspace_id).update(page_count=3)
    page = reader.get(path, {"page": 2}).content.decode()
    assert 'rel="prev"' in page
    assert 'rel="next"' in page
    assert "Slide 2" in page
    assert "This page has no text" in page
    assert 'rel="next"' not in reader.get(path, {"page": 3}).content.decode()


def test_a_document_not_read_yet_says_so(reader, acme_project, acme_api):
    made = acme_api.upload("/workspaces/acme/projects/handbook/documents", text_file()).json()
    page = reader.get(f"/w/acme/p/handbook/documents/{made['id']}/")
    assert page.status_code == 200
    assert "Waiting." in page.content.decode()


def test_a_hostile_document_is_text_everywhere(reader, acme_api, acme_project, do_jobs):
    evil = "<script>alert(1)</script>"
    made = acme_api.post(
        "/workspaces/acme/projects/handbook/documents",
        {"title": f"T {evil}", "text": f"`{evil}` {evil}\n\n`</mark>`"},
    ).json()
    do_jobs()
    for page in (
        reader.get("/w/acme/p/handbook/"),
        reader.get(f"/w/acme/p/handbook/documents/{made['id']}/", {"start": 0, "end": 9}),
    ):
        assert "<script>alert" not in page.content.decode()
        assert "&lt;script&gt;alert" in page.content.decode()


def test_only_a_pdf_is_displayed_inline(reader, acme_project, path, handbook):
    assert reader.get(f"{path}file", {"inline": 1})["Content-Disposition"].startswith("attachment")
    with in_workspace(handbook.workspace_id):
        Document.objects.for_workspace(handbook.workspace_id).update(media_type="application/pdf")
    shown = reader.get(f"{path}file", {"inline": 1})
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["Content-Type"] == "application/pdf"
    assert shown["X-Frame-Options"] == "DENY"
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    assert "sandbox" not in shown["Content-Security-Policy"]
    assert "Open the original PDF page" in reader.get(path).content.decode()

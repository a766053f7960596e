"""The pages of a workspace's projects: what they show to whom, at what cost."""

from __future__ import annotations

import pytest
from django.test import Client

from core.tenancy.scope import in_workspace
from projects.documents.services import add_text
from projects.models import Document, DocumentStatus, Project
from tests.projects.conftest import reread, text_file

HOME = "/w/acme/"
PROJECT = "/w/acme/p/handbook/"
HTMX = {"HX-Request": "true"}
HERE = "Already here as “notes”. Nothing was added."


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def viewer(acme_viewer):
    return signed_in(acme_viewer)


def add_many(project, access, count, status=DocumentStatus.READY):
    with in_workspace(project.workspace_id):
        for number in range(count):
            add_text(access=access, project=project, title=f"Note {number}", text=f"Words {number}")
        Document.objects.for_workspace(project.workspace_id).update(status=status)


def test_an_empty_workspace_is_the_form_that_names_the_first_project(reader, acme):
    page = reader.get(HOME).content.decode()
    assert "Name the first project" in page
    assert page.count("autofocus") == 1
    assert "New project" not in page


def test_a_viewer_of_an_empty_workspace_sees_no_form(viewer):
    assert "Name the first project" not in viewer.get(HOME).content.decode()


def test_creating_a_project_redirects_to_it(reader, acme):
    made = reader.post(f"{HOME}projects/", {"name": "Staff handbook"})
    assert made.status_code == 302
    assert made["Location"] == "/w/acme/p/staff-handbook/"
    page = reader.get(made["Location"])
    assert "Drop documents here" in page.content.decode()


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "\x00"])
def test_an_unusable_name_comes_back_with_its_error(reader, acme, name):
    page = reader.post(f"{HOME}projects/", {"name": name})
    assert page.status_code == 422
    assert "v-error" in page.content.decode()
    with in_workspace(acme.pk):
        assert not Project.objects.for_workspace(acme).exists()


def test_another_project_without_a_name_comes_back_beside_the_others(reader, acme_project):
    page = reader.post(f"{HOME}projects/", {"name": ""})
    assert page.status_code == 422
    assert "v-error" in page.content.decode()
    assert "Handbook" in page.content.decode()


def test_the_home_page_shows_the_worst_state_first(reader, acme_project, acme_access):
    assert "No documents yet" in reader.get(HOME).content.decode()
    add_many(acme_project, acme_access, 2)
    assert "Ready" in reader.get(HOME).content.decode()
    with in_workspace(acme_project.workspace_id):
        row = Document.objects.for_workspace(acme_project.workspace_id).first()
        row.status = "failed"
        row.save()
    assert "1 could not be read" in reader.get(HOME).content.decode()


def test_the_project_shows_its_documents_and_its_demos(reader, handbook):
    page = reader.get(PROJECT).content.decode()
    assert "Leave policy" in page
    assert f"/documents/{handbook.pk}/" in page
    assert "Ask anything." in page
    assert "Add documents" in page


def test_a_viewer_sees_documents_but_no_way_to_change_them(viewer, handbook):
    page = viewer.get(PROJECT).content.decode()
    assert "Leave policy" in page
    for word in ("Add documents", "data-uploads", "hx-post", "upload.js", '/settings/" class'):
        assert word not in page


def test_a_viewer_sees_no_document_that_could_not_be_read(
    viewer, reader, handbook, acme_project, acme_access
):
    add_many(acme_project, acme_access, 1)
    with in_workspace(handbook.workspace_id):
        rows = Document.objects.for_workspace(handbook.workspace_id)
        rows.filter(pk=handbook.pk).update(
            status="failed", error_code="oversized", error_message="Split it."
        )
    for path in (PROJECT, f"{PROJECT}documents/watch/", HOME, "/workspaces/"):
        told = reader.get(path, {"id": handbook.pk}).content.decode()
        seen = viewer.get(path, {"id": handbook.pk}).content.decode()
        assert "could not be read" in told.lower(), path
        assert "could not be read" not in seen.lower(), path
        assert "Split it." not in seen
    assert "Note 0" in viewer.get(PROJECT).content.decode()
    assert "1 document<" in viewer.get(HOME).content.decode()


def test_a_project_page_takes_as_many_queries_with_three_documents_as_with_forty(
    reader, acme_project, acme_access, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    add_many(acme_project, acme_access, 3)
    reader.get(PROJECT)
    with CaptureQueriesContext(connection) as few:
        reader.get(PROJECT)
    add_many(acme_project, acme_access, 40)
    with django_assert_num_queries(len(few)):
        reader.get(PROJECT)


def test_a_long_list_continues_where_it_ended(reader, acme_project, acme_access):
    add_many(acme_project, acme_access, 43)
    first = reader.get(PROJECT)
    assert first.content.decode().count("data-state=") == 40
    cursor = first.context["older"]
    older = reader.get(PROJECT, {"cursor": cursor}, headers=HTMX | {"HX-Target": "older"})
    assert older.content.decode().count("data-state=") == 3
    assert "<html" not in older.content.decode()
    assert "Older documents" not in older.content.decode()


def test_the_list_is_filtered_by_every_word_of_a_name(reader, acme_project, acme_access):
    add_many(acme_project, acme_access, 12)
    target = HTMX | {"HX-Target": "document-list"}
    found = reader.get(PROJECT, {"query": "note 11"}, headers=target).content.decode()
    assert "Note 11" in found
    assert "Note 2" not in found
    nothing = reader.get(PROJECT, {"query": "<b>%_"}, headers=target).content.decode()
    assert "No document here is called" in nothing
    assert "<b>" not in nothing


def test_nothing_is_polled_once_everything_is_read(reader, handbook):
    assert "every 1s" not in reader.get(PROJECT).content.decode()
    part = reader.get(f"{PROJECT}documents/watch/", {"id": str(handbook.pk)}).content.decode()
    assert "every 1s" not in part
    assert "Leave policy is ready." in part
    assert 'hx-swap-oob="true"' in part


@pytest.mark.parametrize(
    ("status", "stage", "done", "total", "words"),
    [
        ("queued", "", 0, 0, "Waiting"),
        ("processing", "reading", 12, 300, "Reading page 12 of 300"),
        ("processing", "indexing", 40, 120, "Indexing 40 of 120 passages"),
        ("processing", "fetching", 0, 0, "Fetching the page"),
        ("processing", "reading", 0, 0, "Opening the file"),
    ],
)
def test_a_document_being_read_shows_its_stage(reader, handbook, status, stage, done, total, words):
    with in_workspace(handbook.workspace_id):
        Document.objects.for_workspace(handbook.workspace_id).update(
            status=status, stage=stage, progress_done=done, progress_total=total
        )
    for page in (
        reader.get(PROJECT),
        reader.get(f"{PROJECT}documents/watch/", {"id": str(handbook.pk)}),
    ):
        assert words in page.content.decode()
        assert "every 1s" in page.content.decode()


def test_a_document_removed_elsewhere_leaves_the_list(reader, acme_project):
    gone = "01890000-0000-7000-8000-000000000000"
    part = reader.get(f"{PROJECT}documents/watch/", {"id": [gone, "<script>", "x"]})
    assert f'id="document-{gone}" hx-swap-oob="delete"' in part.content.decode()
    assert "<script>" not in part.content.decode()


def test_a_failed_document_offers_a_remedy(reader, handbook):
    for code, offered in (("timeout", True), ("encrypted", False)):
        with in_workspace(handbook.workspace_id):
            Document.objects.for_workspace(handbook.workspace_id).update(
                status="failed", error_code=code, error_message="It is so, do that."
            )
        page = reader.get(PROJECT).content.decode()
        assert "It is so, do that." in page
        assert ("Try again</" in page.split('id="document-list"')[1].split("</ul>")[0]) is offered


def test_a_file_uploaded_from_the_page_comes_back_as_its_row(reader, acme_project):
    row = reader.post(f"{PROJECT}documents/upload/", {"file": text_file()}, headers=HTMX)
    assert row.status_code == 201
    assert "notes" in row.content.decode()
    again = reader.post(f"{PROJECT}documents/upload/", {"file": text_file()}, headers=HTMX)
    assert again.status_code == 200
    assert HERE in again.content.decode()


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_duplicate_text_and_a_duplicate_file_are_reported_in_the_same_words(
    reader, acme_project, headers
):
    text = {"title": "Another name", "text": "Words worth keeping."}
    file = text_file(content=text["text"].encode())
    reader.post(f"{PROJECT}documents/upload/", {"file": file}, headers=HTMX)
    sent = [("paste", text), ("upload", {"file": text_file(content=text["text"].encode())})]
    for way, data in sent:
        told = reader.post(f"{PROJECT}documents/{way}/", data, headers=headers, follow=True)
        assert HERE in told.content.decode()


def test_a_duplicate_web_page_is_not_a_failure(reader, handbook):
    with in_workspace(handbook.workspace_id):
        rows = Document.objects.for_workspace(handbook.workspace_id)
        rows.update(status="failed", error_code="duplicate", error_message=HERE)
    for path in (PROJECT, HOME, f"{PROJECT}documents/{handbook.pk}/", f"{PROJECT}documents/watch/"):
        page = reader.get(path, {"id": handbook.pk}).content.decode()
        assert "ould not be read" not in page, path
    assert HERE in reader.get(PROJECT).content.decode()
    assert "Reading" not in reader.get(HOME).content.decode()


def test_a_refused_file_says_why_in_plain_words(reader, acme_project, settings):
    settings.MAX_UPLOAD_BYTES = 1_000_000
    path = f"{PROJECT}documents/upload/"
    large = reader.post(path, {"file": text_file(content=b"x" * 1_000_001)}, headers=HTMX)
    empty = reader.post(path, {"file": text_file(content=b"")}, headers=HTMX)
    nothing = reader.post(path, {}, headers=HTMX)
    assert [large.status_code, empty.status_code, nothing.status_code] == [413, 422, 422]
    plain = reader.post(path, {"file": text_file(content=b"")}, follow=True)
    assert "The file is empty." in plain.content.decode()
    assert 'id="document-list"' in plain.content.decode()
    assert large.content.decode().startswith("The file is larger than 1 MB.")
    assert large["Content-Type"] == "text/plain"


def test_a_text_is_pasted_and_a_page_fetched(reader, acme_project):
    text = reader.post(
        f"{PROJECT}documents/paste/", {"title": "Note", "text": "Words"}, headers=HTMX
    )
    page = reader.post(f"{PROJECT}documents/fetch/", {"url": "https://shop.example/"}, headers=HTMX)
    for response in (text, page):
        assert response.status_code == 201
        assert response["HX-Retarget"] == "#document-list"


@pytest.mark.parametrize(
    ("way", "data"),
    [
        ("fetch", {"url": "http://127.0.0.1/"}),
        ("fetch", {"url": ""}),
        ("fetch", {"url": "https://x.example/\x00"}),
        ("paste", {"title": "", "text": "words"}),
        ("paste", {"title": "Note", "text": " "}),
        ("paste", {"title": "Note", "text": "a\x00"}),
    ],
)
def test_an_unusable_form_comes_back_with_its_error(reader, acme_project, way, data):
    response = reader.post(f"{PROJECT}documents/{way}/", data, headers=HTMX)
    assert response.status_code == 422
    assert f'id="{way}-form"' in response.content.decode()
    assert "v-error" in response.content.decode()


def test_a_document_can_be_retried_and_deleted_from_its_row(reader, handbook):
    base = f"{PROJECT}documents/{handbook.pk}"
    assert reader.post(f"{base}/retry/", headers=HTMX).status_code == 409
    with in_workspace(handbook.workspace_id):
        Document.objects.for_workspace(handbook.workspace_id).update(status="failed")
    assert "Waiting" in reader.post(f"{base}/retry/", headers=HTMX).content.decode()
    assert reader.post(f"{base}/delete/", headers=HTMX).status_code == 200
    assert reread(handbook) is None


def test_settings_change_the_name_and_not_the_address(reader, acme_project):
    saved = reader.post(f"{PROJECT}settings/", {"name": "Rules", "description": ""})
    assert saved.status_code == 302
    assert "Rules" in reader.get(PROJECT).content.decode()
    assert reader.post(f"{PROJECT}settings/", {"name": ""}).status_code == 422


def test_a_project_is_deleted_only_when_its_name_is_typed(reader, handbook):
    wrong = reader.post(f"{PROJECT}delete/", {"name": "handbok"})
    assert wrong.status_code == 422
    assert reread(handbook) is not None
    assert reader.post(f"{PROJECT}delete/", {"name": "Handbook"})["Location"] == HOME
    assert reread(handbook) is None


DOCUMENT = "documents/{id}/"
PAGES = [
    ("get", HOME),
    ("post", f"{HOME}projects/"),
    ("get", PROJECT),
    ("get", f"{PROJECT}settings/"),
    ("post", f"{PROJECT}settings/"),
    ("post", f"{PROJECT}delete/"),
    ("get", f"{PROJECT}documents/watch/"),
    ("post", f"{PROJECT}documents/upload/"),
    ("post", f"{PROJECT}documents/fetch/"),
    ("post", f"{PROJECT}documents/paste/"),
    ("get", PROJECT + DOCUMENT),
    ("get", f"{PROJECT}{DOCUMENT}page/"),
    ("get", f"{PROJECT}{DOCUMENT}file"),
    ("post", f"{PROJECT}{DOCUMENT}retry/"),
    ("post", f"{PROJECT}{DOCUMENT}rename/"),
    ("post", f"{PROJECT}{DOCUMENT}delete/"),
]
CLOSED_TO_VIEWERS = {path for method, path in PAGES if method == "post"} | {f"{PROJECT}settings/"}


@pytest.mark.parametrize(("method", "path"), PAGES)
def test_a_stranger_finds_no_page(grace, globex_project, handbook, method, path):
    stranger = signed_in(grace)
    response = getattr(stranger, method)(path.format(id=handbook.pk))
    assert response.status_code == 404
    own = getattr(stranger, method)(path.replace("acme", "globex").format(id=handbook.pk))
    if "{id}" in path:
        assert own.status_code == 404
    assert reread(handbook).status == "ready"


@pytest.mark.parametrize(("method", "path"), PAGES)
def test_a_viewer_can_read_but_not_change_anything(viewer, handbook, method, path):
    response = getattr(viewer, method)(path.format(id=handbook.pk))
    assert response.status_code == (403 if path in CLOSED_TO_VIEWERS else 200)
    assert reread(handbook).status == "ready"


@pytest.mark.parametrize(("method", "path"), PAGES)
def test_nobody_gets_in_without_signing_in(client, handbook, method, path):
    response = getattr(client, method)(path.format(id=handbook.pk))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")

"""Documents over REST: every path in the contract, and what is refused."""

from __future__ import annotations

import json

import pytest

from core.tenancy.scope import in_workspace
from projects.documents.services import LONGEST_TEXT
from projects.models import Document, DocumentFile
from tests.projects.conftest import HANDBOOK, reread, text_file

PATH = "/workspaces/acme/projects/handbook/documents"
NOBODYS = "01890000-0000-7000-8000-000000000000"


def stored(workspace):
    with in_workspace(workspace.pk):
        return Document.objects.for_workspace(workspace).count()


def test_an_uploaded_file_is_queued_and_then_ready(acme_api, acme_project, do_jobs):
    response = acme_api.upload(PATH, text_file("leave.md", HANDBOOK.encode()), title="Leave")
    assert response.status_code == 202
    taken = response.json()
    assert (taken["status"], taken["title"], taken["error"]) == ("queued", "Leave", None)
    assert taken["progress"] == {"done": 0, "total": 0, "stage": ""}
    do_jobs()
    ready = acme_api.get(f"{PATH}/{taken['id']}").json()
    assert (ready["status"], ready["pages"]) == ("ready", 1)
    assert ready["bytes"] == len(HANDBOOK.encode())
    assert len(ready["sha256"]) == 64


def test_a_text_and_an_address_are_accepted(acme_api, acme_project):
    text = acme_api.post(PATH, {"title": "Note", "text": "Some words."})
    page = acme_api.post(PATH, {"url": "https://shop.example/prices"})
    assert (text.status_code, page.status_code) == (202, 202)
    assert (text.json()["source"], page.json()["source"]) == ("text", "url")
    assert page.json()["source_url"] == "https://shop.example/prices"


def test_a_long_non_latin_text_is_accepted_however_it_is_escaped(acme_api, acme_project):
    text = "字" * (LONGEST_TEXT // 2)
    assert len(json.dumps(text)) > 2 * LONGEST_TEXT
    taken = acme_api.post(PATH, {"title": "Signs", "text": text})
    assert taken.status_code == 202, taken.json()


def test_the_same_file_twice_is_one_document(acme_api, acme_project, acme):
    first, second = (acme_api.upload(PATH, text_file()) for _ in range(2))
    assert first.json()["id"] == second.json()["id"]
    assert (second.status_code, stored(acme)) == (202, 1)


def test_an_upload_repeated_with_its_idempotency_key_gets_the_first_answer(
    acme_api, acme_project, acme
):
    def upload(content):
        headers = {"Authorization": f"Bearer {acme_api.token}", "Idempotency-Key": "k1"}
        file = text_file(content=content)
        return acme_api.client.post(f"/api/v1{PATH}", {"file": file}, headers=headers)

    first, again, other = upload(b"one"), upload(b"one"), upload(b"two")
    assert (first.status_code, again.status_code, other.status_code) == (202, 202, 422)
    assert first.json() == again.json()
    assert stored(acme) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": "No text"},
        {"title": "Blank", "text": " \n "},
        {"title": "", "text": "words"},
        {"title": "x" * 301, "text": "words"},
        {"title": "NUL", "text": "a\x00b"},
        {"title": "Half \ud800", "text": "words"},
        {"title": "Field", "text": "words", "colour": "red"},
        {"url": ""},
        {"url": "nonsense"},
        {"url": "ftp://shop.example/"},
        {"url": "http://127.0.0.1/"},
        {"url": "http://user:pass@shop.example/"},
        {"url": "https://shop.example/\x00"},
        {"url": "https://shop.example/" + "x" * 2_000},
        {"url": 7},
        {"url": "https://shop.example/", "text": "both"},
        {"title": ["list"], "text": {"a": 1}},
    ],
)
def test_an_unusable_body_is_refused_field_by_field(acme_api, acme_project, acme, body):
    response = acme_api.client.post(
        f"/api/v1{PATH}",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {acme_api.token}"},
    )
    assert response.status_code == 422
    assert response["Content-Type"].startswith("application/problem+json")
    assert response.json()["errors"]
    assert stored(acme) == 0


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"null", "application/json"),
        (b'"text"', "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"[" * 20_000, "application/json"),
        (b"words", "text/plain"),
        (b"a=1", "application/x-www-form-urlencoded"),
        (b"", "application/json"),
        (b"no parts", "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x"),
        (b"no boundary", "multipart/form-data"),
    ],
)
def test_a_malformed_body_is_refused_with_a_reason(acme_api, acme_project, acme, body, media_type):
    response = acme_api.client.post(
        f"/api/v1{PATH}",
        body,
        content_type=media_type,
        headers={"Authorization": f"Bearer {acme_api.token}"},
    )
    assert response.status_code in {400, 422}
    assert response.json()["detail"]
    assert stored(acme) == 0


def test_invalid_json_is_a_bad_request_as_everywhere(acme_api, acme_project):
    response = acme_api.client.post(
        f"/api/v1{PATH}",
        b"{",
        content_type="application/json",
        headers={"Authorization": f"Bearer {acme_api.token}"},
    )
    assert (response.status_code, response.json()["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"file": [text_file("a.txt"), text_file("b.txt")]}, "file"),
        ({"file": text_file(), "other": text_file()}, "other"),
        ({"file": text_file(), "colour": "red"}, "colour"),
        ({"file": text_file(), "title": "x" * 301}, "title"),
        ({"file": text_file(), "title": "a\x00"}, "title"),
    ],
)
def test_a_form_with_an_extra_or_invalid_field_is_refused_as_a_whole(
    acme_api, acme_project, acme, fields, field
):
    headers = {"Authorization": f"Bearer {acme_api.token}"}
    response = acme_api.client.post(f"/api/v1{PATH}", fields, headers=headers)
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert stored(acme) == 0


def test_an_empty_or_missing_file_is_refused(acme_api, acme_project):
    assert acme_api.upload(PATH, text_file(content=b"")).status_code == 422
    assert acme_api.upload(PATH, "only a field").status_code == 422


def test_a_file_above_the_limit_is_refused_with_413(acme_api, acme_project, acme, settings):
    settings.MAX_UPLOAD_BYTES = 1_000_000
    response = acme_api.upload(PATH, text_file(content=b"x" * 1_000_001))
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert "1 MB" in response.json()["detail"]
    assert stored(acme) == 0


def test_a_json_body_above_the_limit_is_refused_with_413(acme_api, acme_project, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    response = acme_api.post(PATH, {"title": "Long", "text": "x" * 20_000})
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Jahresbericht – größer.pdf", "Jahresbericht – größer.pdf"),
        ("报告.docx", "报告.docx"),
        ('a"; filename="b.txt', None),
        ("\u202efdp.exe", "fdp.exe"),
        ("x" * 300 + ".txt", "x" * 251 + ".txt"),
    ],
)
def test_odd_file_names_are_kept_as_far_as_possible(acme_api, acme_project, name, kept):
    response = acme_api.upload(PATH, text_file(name))
    assert response.status_code == 202
    document = response.json()
    assert kept is None or document["filename"] == kept
    file = acme_api.get(f"{PATH}/{document['id']}/file")
    assert file.status_code == 200
    assert "\n" not in file["Content-Disposition"]
    assert file["Content-Disposition"].isascii()


def test_the_list_is_newest_first_and_stable_while_documents_are_added(acme_api, acme_project):
    made = [acme_api.post(PATH, {"title": f"N{n}", "text": f"t{n}"}).json()["id"] for n in range(5)]
    first = acme_api.get(f"{PATH}?limit=2").json()
    acme_api.post(PATH, {"title": "Later", "text": "later"})
    second = acme_api.get(f"{PATH}?limit=2&cursor={first['next_cursor']}").json()
    third = acme_api.get(f"{PATH}?limit=2&cursor={second['next_cursor']}").json()
    listed = [item["id"] for part in (first, second, third) for item in part["items"]]
    assert listed == made[::-1]
    assert third["next_cursor"] is None


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "cursor=x", "cursor=%00"])
def test_a_list_with_bad_parameters_is_refused(acme_api, acme_project, query):
    assert acme_api.get(f"{PATH}?{query}").status_code == 422


def test_a_page_is_given_as_text(acme_api, handbook):
    page = acme_api.get(f"{PATH}/{handbook.pk}/pages/1").json()
    assert (page["number"], page["label"]) == (1, "Leave")
    assert "Everybody has 25 days." in page["text"]


@pytest.mark.parametrize(
    "number", ["0", "2", "2147483647", "2147483648", "9" * 30, "9" * 5000, "-1", "x", "1.0"]
)
def test_a_missing_page_is_a_404(acme_api, handbook, number):
    response = acme_api.get(f"{PATH}/{handbook.pk}/pages/{number}")
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


def test_a_file_comes_back_byte_for_byte_and_no_browser_runs_it(acme_api, acme_project):
    content = b"<script>alert(1)</script>"
    document = acme_api.upload(PATH, text_file("page.html", content)).json()
    file = acme_api.get(f"{PATH}/{document['id']}/file")
    assert file.content == content
    assert file["Content-Type"] == "application/octet-stream"
    assert file["Content-Disposition"] == "attachment; filename*=UTF-8''page.html"
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file["Content-Security-Policy"]
    assert file["Cache-Control"] == "private, no-store"


def test_the_file_of_a_web_page_not_fetched_yet_is_a_404(acme_api, acme_project):
    document = acme_api.post(PATH, {"url": "https://shop.example/"}).json()
    assert acme_api.get(f"{PATH}/{document['id']}/file").status_code == 404


def test_only_a_failed_document_can_be_retried(acme_api, acme_project, do_jobs):
    document = acme_api.upload(PATH, text_file("plan.pdf", b"%PDF-1.7 broken")).json()
    retry = f"{PATH}/{document['id']}/retry"
    assert acme_api.post(retry).status_code == 409
    do_jobs()
    failed = acme_api.get(f"{PATH}/{document['id']}").json()
    assert failed["error"]["code"]
    assert failed["error"]["message"]
    assert acme_api.post(retry).json()["status"] == "queued"


def test_a_deleted_document_is_gone_with_its_file(acme_api, handbook, acme):
    assert acme_api.delete(f"{PATH}/{handbook.pk}").status_code == 204
    assert acme_api.get(f"{PATH}/{handbook.pk}").status_code == 404
    assert acme_api.delete(f"{PATH}/{handbook.pk}").status_code == 404
    with in_workspace(acme.pk):
        assert not DocumentFile.objects.for_workspace(acme).exists()


CALLS = [
    ("get", ""),
    ("post", ""),
    ("get", "/{id}"),
    ("delete", "/{id}"),
    ("post", "/{id}/retry"),
    ("get", "/{id}/pages/1"),
    ("get", "/{id}/file"),
]


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_a_stranger_finds_nothing_on_any_path(globex_api, handbook, method, path):
    foreign = getattr(globex_api, method)(PATH + path.format(id=handbook.pk))
    unknown = getattr(globex_api, method)(
        "/workspaces/nobody/projects/handbook/documents" + path.format(id=NOBODYS)
    )
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert _said(foreign) == _said(unknown)
    assert reread(handbook).status == "ready"


@pytest.mark.parametrize(("method", "path"), CALLS[2:])
def test_a_foreign_document_is_not_found_under_your_own_project(
    globex_api, globex_project, handbook, method, path
):
    own = "/workspaces/globex/projects/handbook/documents"
    foreign = getattr(globex_api, method)(own + path.format(id=handbook.pk))
    unknown = getattr(globex_api, method)(own + path.format(id=NOBODYS))
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert _said(foreign) == _said(unknown)
    assert reread(handbook).status == "ready"


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_nobody_gets_in_without_a_key(client, handbook, method, path):
    response = getattr(client, method)(f"/api/v1{PATH}{path.format(id=handbook.pk)}")
    assert response.status_code == 401


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_a_viewer_can_read_but_not_change_anything(api_for, acme_viewer, handbook, method, path):
    response = getattr(api_for(acme_viewer), method)(PATH + path.format(id=handbook.pk))
    assert response.status_code == (200 if method == "get" else 403)
    assert reread(handbook).status == "ready"


def test_a_document_of_another_project_is_not_found_in_this_one(acme_api, acme_project, handbook):
    other = acme_api.post("/workspaces/acme/projects", {"name": "Other"}).json()
    path = f"/workspaces/acme/projects/{other['slug']}/documents/{handbook.pk}"
    assert acme_api.get(path).status_code == 404


def test_a_workspace_key_works_like_a_personal_one(acme_workspace_api, acme_project, do_jobs):
    document = acme_workspace_api.upload(PATH, text_file()).json()
    do_jobs()
    assert acme_workspace_api.get(f"{PATH}/{document['id']}").json()["status"] == "ready"


def _said(response):
    return {name: word for name, word in response.json().items() if name != "request_id"}

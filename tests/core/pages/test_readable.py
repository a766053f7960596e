"""No URL makes a page fail, whatever it contains."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.parametrize("name", ["project", "demo", "status", "after", "of-nobody"])
def test_a_url_with_a_nul_character_is_refused(client, ada, acme, name):
    client.force_login(ada)
    answer = client.get(f"/w/acme/runs/?{name}=a%00b")
    assert answer.status_code == 400
    assert "could not be read" in answer.text


def test_a_url_with_an_escaped_percent_sign_before_00_is_read(client, ada, acme):
    client.force_login(ada)
    assert client.get("/w/acme/runs/?project=a%2500b").status_code == 200


def test_the_api_finds_nothing_under_a_name_with_nul(acme_api, acme):
    assert acme_api.get("/workspaces/acme/runs?project=a%00b").json()["items"] == []


def log_in(client, charset, query=""):
    # Django's client would encode the body in that charset itself.
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    path = f"/accounts/login/{query}"
    return client.generic("POST", path, "login=ada%40acme.test", content_type=kind)


@pytest.mark.parametrize("charset", ["rot13", "unicode_escape", "utf-7", "utf-16", "iso-8859-1"])
def test_a_form_in_another_encoding_is_refused(client, db, charset):
    answer = log_in(client, charset)
    assert answer.status_code == 400
    assert "could not be read" in answer.text


@pytest.mark.parametrize("query", ["", "?next=%00"])
def test_a_browser_that_has_been_here_before_is_told_so_too(db, query):
    browser = Client(enforce_csrf_checks=True)
    browser.get("/accounts/login/")
    assert log_in(browser, "utf-16", query).status_code == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "us-ascii", "no-such-encoding"])
def test_a_form_in_utf_8_is_read_however_that_is_spelt(client, db, charset):
    answer = log_in(client, charset)
    assert answer.status_code == 200
    assert 'value="ada@acme.test"' in answer.text


@pytest.mark.parametrize("charset", ["rot13", "unicode_escape", "idna"])
@pytest.mark.parametrize("repeatable", [{}, {"Idempotency-Key": "once"}])
def test_the_api_refuses_an_upload_in_another_encoding(acme_api, house, charset, repeatable):
    answer = acme_api.client.generic(
        "POST",
        "/api/v1/workspaces/acme/projects/house/documents",
        '--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n\\x00\r\n--x--\r\n',
        content_type=f"multipart/form-data; boundary=x; charset={charset}",
        headers={"Authorization": f"Bearer {acme_api.token}"} | repeatable,
    )
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_request"


def test_json_is_read_whatever_encoding_is_claimed(acme_api):
    answer = acme_api.client.generic(
        "POST",
        "/api/v1/workspaces",
        '{"name": "Zoë"}'.encode(),
        content_type="application/json; charset=rot13",
        headers={"Authorization": f"Bearer {acme_api.token}"},
    )
    assert answer.json()["name"] == "Zoë"

"""No URL makes a page fail, whatever it contains."""

from __future__ import annotations

import pytest


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

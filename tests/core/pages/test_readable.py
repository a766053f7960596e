"""No address makes a page fail, whatever stands in it."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("name", ["project", "demo", "status", "after", "of-nobody"])
def test_an_address_with_the_nul_character_cannot_be_read(client, ada, acme, name):
    client.force_login(ada)
    answer = client.get(f"/w/acme/runs/?{name}=a%00b")
    assert answer.status_code == 400
    assert "could not be read" in answer.text


def test_an_address_that_speaks_of_it_is_read(client, ada, acme):
    client.force_login(ada)
    assert client.get("/w/acme/runs/?project=a%2500b").status_code == 200


def test_the_api_finds_nothing_of_such_a_name(acme_api, acme):
    assert acme_api.get("/workspaces/acme/runs?project=a%00b").json()["items"] == []

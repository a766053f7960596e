"""Whatever a client or a project is called, its address leads to it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from core.slugs import slug_of
from core.tenancy.references import key_of

NAMES = [
    "Acme & Söhne",
    "客户",
    str(uuid4()),
    uuid4().hex,
    f"{'x' * 49} and more",
    f"{'x' * 49}_y",
    "--- _ ---",
]


@pytest.mark.parametrize("name", NAMES)
def test_an_address_made_of_a_name_is_looked_up_as_it_is(name):
    slug = slug_of(name, otherwise="client")
    assert key_of(slug) == slug
    assert 0 < len(slug) <= 50


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_whoever_makes_a_workspace_can_go_to_it(client, ada, acme_api, name):
    client.force_login(ada)
    home = client.post("/workspaces/", {"name": name})
    assert client.get(home.url).status_code == 200
    made = acme_api.post("/workspaces", {"name": name}).json()
    assert acme_api.get(f"/workspaces/{made['slug']}").json()["id"] == made["id"]

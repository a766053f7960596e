"""Whatever a client or a project is called, its URL leads to it."""

from __future__ import annotations

import pytest

from core.slugs import slug_of
from core.tenancy.references import key_of

NAMES = [
    "Acme & Söhne",
    "客户",
    "6f1c0b8e-5d0a-4c53-9a39-0d6c1c7f2b11",
    "6f1c0b8e5d0a4c539a390d6c1c7f2b11",
    "-".join("6f1c0b8e5d0a4c539a3") + "90d6c1c7f2b11",
    f"{'x' * 49} and more",
    f"{'x' * 49}_y",
    "--- _ ---",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_slug_made_from_a_name_is_looked_up_as_a_slug(name):
    slug = slug_of(name, otherwise="client")
    assert key_of(slug) == slug
    assert 0 < len(slug) <= 50


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_whoever_creates_a_workspace_can_open_it(client, ada, acme_api, name):
    client.force_login(ada)
    home = client.post("/workspaces/", {"name": name})
    assert client.get(home.url).status_code == 200
    made = acme_api.post("/workspaces", {"name": name}).json()
    assert acme_api.get(f"/workspaces/{made['slug']}").json()["id"] == made["id"]

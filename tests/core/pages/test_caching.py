"""No cache on the way to the reader keeps one person's page for another."""

from __future__ import annotations

import pytest

from tests.browser.test_accessibility import GUESTS, ONES_OWN

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", [*ONES_OWN.values(), "/w/acme/", "/w/acme/members/"])
def test_a_personal_page_is_kept_by_no_shared_cache(client, ada, acme, page):
    client.force_login(ada)
    kept = client.get(page)["Cache-Control"]
    assert kept == "private, no-cache" or "no-store" in kept


@pytest.mark.parametrize("page", GUESTS.values())
def test_a_guests_page_with_a_form_is_not_kept_for_the_next(client, page):
    assert "private" in client.get(page)["Cache-Control"]


def test_an_impersonal_page_may_be_cached(client):
    assert "Cache-Control" not in client.get("/api/v1/openapi.json")

"""No page is a dead end: a URL that only accepts a form leads back to the page with the form."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import get_resolver, reverse

from tests.contract.test_routes import our_pages, wrappers
from tests.contract.two_clients import furnish

pytestmark = pytest.mark.django_db

FORM_ONLY = sorted(name for name, view in our_pages() if wrappers(view).startswith("POST"))
SUMMARY = "/w/acme/p/handbook-ordinary/summary/"


@pytest.fixture
def ids(acme, ada):
    return furnish(acme, ada, word="Ordinary")


def address(name, ids):
    """Return the URL named ``name``, with existing ids wherever possible."""
    slugs = {"workspace": ids["workspace_slug"], "project": ids["project_slug"]}
    known = ids | slugs | {"workspace_id": ids["workspace"], "token": "nobodys"}
    space, _, short = name.rpartition(":")
    resolver = get_resolver()
    if space:
        resolver = resolver.namespace_dict[space][1]
    [(_, wanted), *_] = resolver.reverse_dict.getlist(short)[0][0]
    return reverse(name, kwargs={each: known[each] for each in wanted})


def is_whole_page(answer):
    return "<!doctype html>" in answer.text


def test_some_pages_accept_only_forms():
    assert {"summary:ask", "chat:stop", "core:invite", "projects:upload"} <= set(FORM_ONLY)


@pytest.mark.parametrize("name", FORM_ONLY)
def test_the_url_of_a_form_leads_to_the_page_with_the_form(client, ada, ids, name):
    client.force_login(ada)
    answer = client.get(address(name, ids), follow=True)
    assert answer.redirect_chain
    assert is_whole_page(answer)
    # The token belongs to no invitation, and its page says so.
    assert answer.status_code == (410 if name == "core:accept_invitation" else 200)


@pytest.mark.parametrize("name", FORM_ONLY)
def test_a_session_that_ended_before_a_form_was_sent_leads_back_to_its_page(client, ada, ids, name):
    asked = client.post(address(name, ids))
    assert asked.status_code == 302
    wanted = parse_qs(urlsplit(asked["Location"]).query)["next"][0]
    assert wanted != address(name, ids)
    client.force_login(ada)
    assert is_whole_page(client.get(wanted, follow=True))


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("summary:ask", SUMMARY),
        ("chat:stop", "/w/acme/p/handbook-ordinary/chat/"),
        ("chat:rate", "/w/acme/p/handbook-ordinary/chat/"),
        ("core:resend_invitation", "/w/acme/members/"),
        ("core:leave_workspace", "/w/acme/settings/"),
        ("projects:delete", "/w/acme/p/handbook-ordinary/settings/"),
        ("projects:upload", "/w/acme/p/handbook-ordinary/"),
        ("projects:create", "/w/acme/"),
    ],
)
def test_the_page_led_to_has_the_form(client, ada, ids, name, page):
    client.force_login(ada)
    assert client.get(address(name, ids), follow=True).redirect_chain[-1] == (page, 302)


def test_a_part_of_a_page_asked_of_a_form_is_not_answered_by_a_page_elsewhere(client, ada, ids):
    client.force_login(ada)
    answer = client.get(address("summary:ask", ids), headers={"HX-Request": "true"})
    assert answer.status_code == 405


def test_signing_in_leads_to_the_page_the_form_was_sent_from(client, ids):
    there = f"{SUMMARY}?run={ids['run_id']}"
    asked = client.post(f"{SUMMARY}ask/", headers={"Referer": f"http://testserver{there}"})
    assert parse_qs(urlsplit(asked["Location"]).query)["next"] == [there]


@pytest.mark.parametrize(
    "page",
    [
        "http://elsewhere.test/w/acme/",
        "//elsewhere.test/",
        "/w/globex/",
        "javascript:alert(1)",
        "http://[",
    ],
)
def test_another_site_cannot_choose_where_signing_in_leads(client, ids, page):
    asked = client.post(f"{SUMMARY}ask/", headers={"Referer": page})
    assert parse_qs(urlsplit(asked["Location"]).query)["next"] == [SUMMARY]


def test_signing_in_returns_to_a_viewed_page_with_its_query(client, ids):
    asked = client.get(f"{SUMMARY}?run={ids['run_id']}")
    wanted = parse_qs(urlsplit(asked["Location"]).query)["next"]
    assert wanted == [f"{SUMMARY}?run={ids['run_id']}"]


def test_the_way_back_does_not_reveal_what_exists(client, grace, acme, ids):
    client.force_login(grace)
    theirs, nothing = (client.get(f"/w/{name}/leave/") for name in ("acme", "no-such"))
    assert (theirs.status_code, nothing.status_code) == (302, 302)
    assert client.get(theirs["Location"]).status_code == 404
    assert client.get(nothing["Location"]).status_code == 404


def test_an_unaccepted_method_is_explained_on_a_page(client, ada, acme):
    client.force_login(ada)
    answer = client.put("/w/acme/leave/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "This page does not accept that" in answer.text
    assert is_whole_page(client.post("/"))

"""A page that refuses says what became of what was sent, and has a way on."""

from __future__ import annotations

import re

import pytest
from django.db import OperationalError
from django.test import Client

from core.errors import Conflict
from core.workspaces import services, views

SETTINGS = "/w/acme/settings/"
RENAME = f"{SETTINGS}name/"
SENT = {"name": "Acme again"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(ada, acme):
    """Somebody whose browser says where a form was, and who is shown what fails."""
    client = Client(
        raise_request_exception=False, headers={"Referer": f"http://testserver{SETTINGS}"}
    )
    client.force_login(ada)
    return client


@pytest.fixture
def failing(monkeypatch):
    """Return a function that has every renaming of a workspace fail with an error."""

    def fail_with(error):
        def fail(**_):
            raise error

        monkeypatch.setattr(services, "rename_workspace", fail)

    return fail_with


def way_on(answer):
    """Return where the page's one button leads, and what it says."""
    actions = answer.text.split('class="v-actions"')[1]
    [(href, words), *_] = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', actions)
    return href, words


@pytest.mark.parametrize(
    ("error", "status"),
    [(Conflict("Somebody was quicker."), 409), (LookupError(), 500), (OperationalError(), 503)],
)
def test_a_form_that_fails_leads_back_to_its_page(reader, failing, error, status):
    failing(error)
    answer = reader.post(RENAME, SENT)
    assert answer.status_code == status
    assert way_on(answer) == (SETTINGS, "Back to the page")
    assert "the page you came from" in answer.text.lower()


def test_a_form_whose_page_is_not_known_leads_to_the_page_above(reader, failing):
    failing(LookupError())
    answer = reader.post(RENAME, SENT, headers={"Referer": "https://elsewhere.test/"})
    assert way_on(answer) == (SETTINGS, "Back to the page")


@pytest.mark.parametrize(("error", "status"), [(LookupError(), 500), (OperationalError(), 503)])
def test_a_page_that_fails_can_be_tried_again_as_it_was_asked_for(
    reader, monkeypatch, error, status
):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(views, "render", fail)
    answer = reader.get(f"{SETTINGS}?after=1&name=a%26b")
    assert answer.status_code == status
    assert way_on(answer) == ("?after=1&amp;name=a%26b", "Try again")
    assert "came from" not in answer.text


def test_a_form_with_an_old_stamp_leads_back_to_its_page(ada, acme):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    answer = client.post(RENAME, SENT)
    assert answer.status_code == 403
    assert "open for too long" in answer.text
    assert way_on(answer) == (SETTINGS, "Back to the page")


def test_who_may_not_enter_a_page_is_led_to_the_workspace(client, acme_viewer):
    client.force_login(acme_viewer)
    answer = client.get("/w/acme/keys/")
    assert answer.status_code == 403
    assert way_on(answer) == ("/w/acme/", "Go to Acme")


def test_what_is_not_there_leads_to_the_workspace_where_it_was_looked_for(reader):
    answer = reader.get("/w/acme/p/nothing/")
    assert answer.status_code == 404
    assert way_on(answer) == ("/w/acme/", "Go to Acme")


def test_a_stranger_is_led_to_their_own_workspaces(client, acme, grace):
    client.force_login(grace)
    answer = client.get("/w/acme/keys/")
    assert answer.status_code == 404
    assert way_on(answer) == ("/workspaces/", "Your workspaces")


def test_a_guest_is_led_home(client):
    assert way_on(client.get("/nothing/")) == ("/", "Home")


def test_a_form_sent_to_a_host_that_is_none_of_ours_is_refused_and_no_more(client, settings):
    settings.ALLOWED_HOSTS = ["vitrine.test"]
    answer = client.post("/nothing/", headers={"Host": "evil.test", "Referer": "http://evil.test/"})
    assert answer.status_code == 400
    assert "evil.test" not in answer.text

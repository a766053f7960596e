"""An error page says what became of the submitted form, and offers a next step."""

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
    """A client that sends Referer and shows error pages instead of raising."""
    client = Client(
        raise_request_exception=False, headers={"Referer": f"http://testserver{SETTINGS}"}
    )
    client.force_login(ada)
    return client


@pytest.fixture
def failing(monkeypatch):
    """Return a function that makes every renaming of a workspace fail with an error."""

    def fail_with(error):
        def fail(**_):
            raise error

        monkeypatch.setattr(services, "rename_workspace", fail)

    return fail_with


def way_on(answer):
    """Return the target and the label of the page's one button."""
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


def test_a_failed_form_of_an_unknown_page_leads_to_the_page_above(reader, failing):
    failing(LookupError())
    answer = reader.post(RENAME, SENT, headers={"Referer": "https://elsewhere.test/"})
    assert way_on(answer) == (SETTINGS, "Back to the page")


@pytest.mark.parametrize(("error", "status"), [(LookupError(), 500), (OperationalError(), 503)])
def test_a_failed_page_can_be_retried_at_its_full_url(reader, monkeypatch, error, status):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(views, "render", fail)
    answer = reader.get(f"{SETTINGS}?after=1&name=a%26b")
    assert answer.status_code == status
    assert way_on(answer) == ("?after=1&amp;name=a%26b", "Try again")
    assert "came from" not in answer.text


def test_a_form_with_an_old_csrf_token_leads_back_to_its_page(ada, acme):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    answer = client.post(RENAME, SENT)
    assert answer.status_code == 403
    assert "open for too long" in answer.text
    assert way_on(answer) == (SETTINGS, "Back to the page")


def test_a_forbidden_page_leads_to_the_workspace(client, acme_viewer):
    client.force_login(acme_viewer)
    answer = client.get("/w/acme/keys/")
    assert answer.status_code == 403
    assert way_on(answer) == ("/w/acme/", "Go to Acme")


def test_a_missing_page_leads_to_its_workspace(reader):
    answer = reader.get("/w/acme/p/nothing/")
    assert answer.status_code == 404
    assert way_on(answer) == ("/w/acme/", "Go to Acme")


def test_a_stranger_is_led_to_their_own_workspaces(client, acme, grace):
    client.force_login(grace)
    answer = client.get("/w/acme/keys/")
    assert answer.status_code == 404
    assert way_on(answer) == ("/workspaces/", "Your workspaces")


def test_a_guest_is_led_to_the_landing_page(client):
    assert way_on(client.get("/nothing/")) == ("/", "Home")


def test_a_form_sent_to_a_foreign_host_is_refused_without_naming_it(client, settings):
    settings.ALLOWED_HOSTS = ["vitrine.test"]
    answer = client.post("/nothing/", headers={"Host": "evil.test", "Referer": "http://evil.test/"})
    assert answer.status_code == 400
    assert "evil.test" not in answer.text

"""Who may be invited, by page and by REST, and how the link reaches them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.urls import reverse
from limits import RateLimitItemPerHour
from pydantic import SecretStr

from core.rest import limits
from core.tenancy.scope import in_workspace
from core.workspaces.models import Workspace
from tests.core.workspaces.invited import NEW, invite_by_page, the_invitation

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail_server(settings):
    changed = {"vitrine_email_url": SecretStr("smtp://mail.test:25")}
    settings.VITRINE = settings.VITRINE.model_copy(update=changed)


@pytest.fixture
def one_letter_an_hour(monkeypatch):
    monkeypatch.setattr(limits, "LETTERS", RateLimitItemPerHour(1, namespace="letters"))


def test_the_link_is_shown_once(client, acme, ada):
    client.force_login(ada)
    text = invite_by_page(client, acme).content.decode()
    shown = re.search(r"/invitations/[\w-]+/", text)[0]
    assert client.get(shown).status_code == 200
    again = client.get(reverse("core:members", args=[acme.slug])).content.decode()
    assert NEW in again
    assert shown not in again


def test_without_a_mail_server_nothing_claims_to_be_mailed(client, acme, ada):
    client.force_login(ada)
    text = invite_by_page(client, acme).content.decode()
    assert "send the link yourself" in text
    assert "invited <time" in text
    assert "sent <time" not in text
    assert mail.outbox == []


def test_with_a_mail_server_the_link_is_mailed(
    client, acme, ada, mail_server, django_capture_on_commit_callbacks
):
    client.force_login(ada)
    with django_capture_on_commit_callbacks(execute=True):
        assert "by mail" in invite_by_page(client, acme).content.decode()
    (letter,) = mail.outbox
    assert letter.to == [NEW]
    assert "/invitations/" in letter.body
    assert "“Acme” as viewer" in letter.body


def test_a_name_with_a_line_break_stops_no_mail(
    client, acme, ada, mail_server, django_capture_on_commit_callbacks
):
    with in_workspace(acme.pk):
        Workspace.objects.filter(pk=acme.pk).update(name="Acme\nBcc: eve@globex.test")
    client.force_login(ada)
    with django_capture_on_commit_callbacks(execute=True):
        assert "by mail" in invite_by_page(client, acme).content.decode()
    assert mail.outbox[0].subject == "You are invited to Acme Bcc: eve@globex.test"


def test_a_bad_address_is_asked_for_again(client, acme, ada):
    client.force_login(ada)
    assert invite_by_page(client, acme, email="nobody").status_code == 422


def test_an_address_that_is_too_long_to_keep_is_asked_for_again(client, acme, ada):
    client.force_login(ada)
    address = f"{'x' * 250}@acme.test"
    answer = invite_by_page(client, acme, email=address)
    assert answer.status_code == 422
    assert "at most 254 characters" in answer.text
    assert address in answer.text


def test_nobody_becomes_a_member_through_the_api_without_accepting(acme_api, acme, newcomer):
    added = acme_api.post("/workspaces/acme/members", {"email": newcomer.email, "role": "viewer"})
    assert (added.status_code, added.json()["email"]) == (201, newcomer.email)
    members = acme_api.get("/workspaces/acme/members").json()["items"]
    assert newcomer.email not in {member["email"] for member in members}
    [invitation] = acme_api.get("/workspaces/acme/invitations").json()["items"]
    assert invitation["id"] == added.json()["id"]


def test_a_member_is_not_invited_again(client, acme, ada, acme_viewer):
    client.force_login(ada)
    response = invite_by_page(client, acme, email="VI@acme.test")
    assert response.status_code == 422
    assert "is already a member" in response.content.decode()


def test_a_person_can_mail_a_limited_number_of_invitations_an_hour(
    client, acme, ada, acme_api, mail_server, one_letter_an_hour
):
    client.force_login(ada)
    assert invite_by_page(client, acme).status_code == 200
    refused = invite_by_page(client, acme, email="more@acme.test")
    assert refused.status_code == 422
    assert "Try again in an hour" in refused.text
    assert 'value="more@acme.test"' in refused.text
    by_rest = acme_api.post("/workspaces/acme/invitations", {"email": "more@acme.test"})
    assert (by_rest.status_code, by_rest.json()["code"]) == (429, "rate_limited")
    assert the_invitation(acme).email == NEW


def test_a_resent_mail_counts(client, acme, acme_api, mail_server, one_letter_an_hour):
    made = acme_api.post("/workspaces/acme/invitations", {"email": NEW}).json()
    again = acme_api.post(f"/workspaces/acme/invitations/{made['id']}/resend")
    assert again.status_code == 429
    assert client.get(urlsplit(made["link"]).path).status_code == 200, "its link still works"


def test_links_that_are_not_mailed_are_not_counted(acme_api, one_letter_an_hour):
    for name in ("one", "two"):
        made = acme_api.post("/workspaces/acme/invitations", {"email": f"{name}@acme.test"})
        assert made.status_code == 201


def test_inviting_twice_points_to_the_open_invitation_and_its_buttons(client, acme, ada, token):
    client.force_login(ada)
    response = invite_by_page(client, acme)
    assert response.status_code == 422
    assert "has an open invitation. Give it a new link, or cancel it first." in response.text
    assert re.search(r"New link\s*</button>", response.text)
    assert re.search(r"Cancel\s*</button>", response.text)


def test_pending_invitations_can_be_resent_and_cancelled_on_the_page(client, acme, ada, token):
    client.force_login(ada)
    row = the_invitation(acme)
    again = client.post(reverse("core:resend_invitation", args=[acme.slug, row.pk]))
    assert "/invitations/" in again.content.decode()
    client.post(reverse("core:cancel_invitation", args=[acme.slug, row.pk]))
    page = client.get(reverse("core:members", args=[acme.slug]))
    assert NEW not in page.content.decode()


def test_htmx_gets_only_the_part_that_changed(client, acme, ada):
    client.force_login(ada)
    address = reverse("core:invite", args=[acme.slug])
    data = {"email": NEW, "role": "viewer"}
    text = client.post(address, data, headers={"HX-Request": "true"}).content.decode()
    assert text.strip().startswith('<div id="people"')


def test_the_api_shows_the_link_once_and_not_in_the_list(acme_api, acme):
    made = acme_api.post(f"/workspaces/{acme.slug}/invitations", {"email": NEW, "role": "viewer"})
    assert made.status_code == 201
    assert "/invitations/" in made.json()["link"]
    (row,) = acme_api.get(f"/workspaces/{acme.slug}/invitations").json()["items"]
    assert "link" not in row

"""The site does not announce mail that it cannot send."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.management.commands.changepassword import Command
from django.core import mail
from django.core.management import call_command

from core.people.models import User

pytestmark = pytest.mark.django_db
RESET, DONE, ADDRESSES = (
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/email/",
)
PASSWORD = {"password": "correct horse battery"}


@pytest.fixture
def at_home(client, ada):
    """Return Ada's client; she has just given her password."""
    client.force_login(ada)
    client.post(f"/accounts/reauthenticate/?next={ADDRESSES}", PASSWORD)
    return client


@pytest.mark.parametrize("page", [RESET, DONE])
def test_a_forgotten_password_page_says_who_can_help(client, page):
    shown = client.get(page).text
    assert "This site has no mail server" in shown
    assert "manage.py changepassword" in shown
    assert "on its way" not in shown
    assert 'name="email"' not in shown


@pytest.mark.parametrize("email", ["ada@acme.test", "nobody@acme.test"])
def test_a_request_sent_anyway_creates_no_link(client, ada, email):
    asked = client.post(RESET, {"email": email})
    assert asked.status_code in {200, 422}
    assert "/password/reset/key/" not in asked.text
    assert mail.outbox == []


def test_an_address_that_cannot_be_confirmed_is_not_asked_for(at_home):
    shown = at_home.get(ADDRESSES).text
    assert "This site has no mail server." in shown
    assert "action_add" not in shown
    assert "action_send" not in shown


def test_an_address_submitted_anyway_is_not_stored(at_home, ada):
    answer = at_home.post(ADDRESSES, {"action_add": "", "email": "new@acme.test"}, follow=True)
    assert "This site has no mail server." in answer.text
    assert not EmailAddress.objects.filter(email="new@acme.test").exists()
    assert mail.outbox == []


def test_asking_for_the_link_again_says_that_none_was_sent(at_home, ada):
    answer = at_home.post(ADDRESSES, {"action_send": "", "email": ada.email}, follow=True)
    assert "no link was sent" in answer.text
    assert "was sent to" not in answer.text
    assert mail.outbox == []


def test_with_a_mail_server_the_links_go_out(mail_server, client, ada):
    assert "on its way" in client.post(RESET, {"email": ada.email}, follow=True).text
    (letter,) = mail.outbox
    assert letter.to == [ada.email]
    assert "/password/reset/key/" in letter.body
    assert "/password/reset/key/" not in client.get(DONE).text


def test_with_a_mail_server_a_new_address_is_confirmed_by_its_link(mail_server, at_home):
    answer = at_home.post(ADDRESSES, {"action_add": "", "email": "new@acme.test"}, follow=True)
    assert "A link was sent to new@acme.test." in answer.text
    assert [letter.to for letter in mail.outbox] == [["new@acme.test"]]


def test_the_command_on_the_page_lets_the_operator_set_a_password(ada, monkeypatch):

    monkeypatch.setattr(Command, "_get_pass", lambda self, *args: "violet lamp nine")
    call_command("changepassword", ada.email)
    assert User.objects.get(pk=ada.pk).check_password("violet lamp nine")


@pytest.mark.usefixtures("mail_server")
@pytest.mark.parametrize("action", ["action_add", "action_primary", "action_remove"])
def test_an_open_session_alone_cannot_change_an_address(client, ada, action):
    EmailAddress.objects.create(user=ada, email=ada.email, primary=True, verified=True)
    other = EmailAddress.objects.create(user=ada, email="ada@home.test", verified=True)
    client.force_login(ada)
    given = "eve@globex.test" if action == "action_add" else other.email
    asked = client.post(ADDRESSES, {action: "", "email": given})
    assert asked.status_code == 302
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    assert mail.outbox == []
    kept = EmailAddress.objects.filter(user=ada).values_list("email", "primary")
    assert set(kept) == {(ada.email, True), (other.email, False)}


@pytest.mark.usefixtures("mail_server")
def test_with_the_password_the_address_is_changed(at_home):
    at_home.post(ADDRESSES, {"action_add": "", "email": "ada@home.test"})
    assert mail.outbox[0].to == ["ada@home.test"]

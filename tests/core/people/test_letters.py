"""What people are told by mail, and what happens when the mail server fails."""

from __future__ import annotations

from pathlib import Path
from smtplib import SMTPRecipientsRefused
from urllib.parse import urlsplit

import allauth
import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as site
from django.core import mail
from django.template.loader import get_template

from core.people.models import User
from tests.core.people.steps import (
    PASSWORD,
    SECRET,
    code_of,
    first_step,
    prove,
    set_up,
    signed_in,
    words,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_server")]
ADDRESS, RESET, SIGN_UP = "/accounts/email/", "/accounts/password/reset/", "/accounts/signup/"
NEW = "violet lamp nine"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ASKED = {"name": "Nell", "email": "nell@new.test", "password1": NEW}
# Nothing on the site leads to these: signing in by code, and several addresses.
UNREACHED = {"login_code", "password_reset_code", "email_confirm"}


@pytest.fixture
def dead_mail_server(settings):
    """Send mail through a port that nobody listens on."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


@pytest.fixture
def at_home(client, ada):
    """Return Ada's client; her address is confirmed, and she has just given her password."""
    EmailAddress.objects.create(user=ada, email=ada.email, primary=True, verified=True)
    client.defaults["HTTP_USER_AGENT"] = FIREFOX
    first_step(client, ada)
    prove(client, ADDRESS)
    return client


def change_to(client, email):
    return client.post(ADDRESS, {"action_add": "", "email": email}, follow=True)


def confirm_last(client):
    link = next(word for word in mail.outbox[-1].body.split() if "/confirm-email/" in word)
    client.post(urlsplit(link).path)


def test_every_mail_template_is_our_own():
    theirs = Path(allauth.__file__).parent / "templates"
    for kind in ("account/email", "mfa/email"):
        for file in (theirs / kind).glob("*.txt"):
            if file.name.rsplit("_", 1)[0] not in UNREACHED:
                ours = get_template(f"{kind}/{file.name}").origin.name
                assert Path(ours).is_relative_to(site.BASE_DIR / "templates"), file.name


def test_a_changed_password_is_reported_by_mail(at_home, ada):
    given = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    at_home.post("/accounts/password/change/", given)
    (letter,) = mail.outbox
    assert letter.to == [ada.email]
    assert letter.subject == "Vitrine: Your password was changed"
    assert "from 127.0.0.1 with Firefox on Linux on" in letter.body
    assert "If it was not you, set a new password now" in letter.body


def test_turning_off_a_second_step_is_reported_by_mail(at_home, ada):
    set_up(ada)
    at_home.post("/accounts/2fa/totp/deactivate/")
    (letter,) = mail.outbox
    assert letter.subject == "Vitrine: Your authenticator app is off"
    assert "no longer takes a code" in letter.body


def test_the_old_address_is_told_of_the_new_one(at_home, ada):
    change_to(at_home, "ada@home.test")
    assert User.objects.get(pk=ada.pk).email == "ada@acme.test"
    confirm_last(at_home)
    assert User.objects.get(pk=ada.pk).email == "ada@home.test"
    letter = mail.outbox[-1]
    assert letter.to == ["ada@acme.test"]
    assert "It is now ada@home.test." in letter.body
    assert "tell the person who runs this site" in letter.body


def test_the_new_address_signs_in_only_after_confirmation_and_the_old_one_only_before(at_home, ada):
    change_to(at_home, "ada@home.test")
    at_home.logout()
    first_step(at_home, ada)
    assert signed_in(at_home)
    confirm_last(at_home)
    at_home.logout()
    first_step(at_home, ada)
    assert not signed_in(at_home)
    first_step(at_home, User.objects.get())
    assert signed_in(at_home)


def test_a_person_with_two_steps_can_change_their_address_too(at_home, ada):
    set_up(ada)
    assert "A link was sent to ada@home.test." in words(change_to(at_home, "ada@home.test"))
    confirm_last(at_home)
    renamed = User.objects.get()
    assert renamed.email == "ada@home.test"
    at_home.logout()
    first_step(at_home, renamed)
    assert not signed_in(at_home)
    at_home.post("/accounts/2fa/authenticate/", {"code": code_of(SECRET)})
    assert signed_in(at_home)


def test_a_change_can_be_cancelled(at_home, ada):
    change_to(at_home, "ada@home.test")
    at_home.post(ADDRESS, {"action_remove": "", "email": "ada@home.test"})
    assert [row.email for row in EmailAddress.objects.all()] == [ada.email]


@pytest.mark.parametrize("action", ["action_send", "action_add"])
def test_a_link_refused_within_three_minutes_says_so(at_home, action):
    change_to(at_home, "ada@home.test")
    if action == "action_add":
        at_home.post(ADDRESS, {"action_remove": "", "email": "ada@home.test"})
        EmailAddress.objects.filter(email="ada@home.test").delete()
    sent = len(mail.outbox)
    answer = at_home.post(ADDRESS, {action: "", "email": "ada@home.test"}, follow=True)
    assert "A link was requested less than three minutes ago." in words(answer)
    assert "A link was sent" not in words(answer)
    assert len(mail.outbox) == sent


def test_somebody_elses_confirmed_address_cannot_be_confirmed_again(at_home, grace):
    EmailAddress.objects.create(user=grace, email=grace.email, primary=True, verified=True)
    change_to(at_home, grace.email)
    confirm_last(at_home)
    assert User.objects.filter(email=grace.email).get() == grace


@pytest.mark.usefixtures("dead_mail_server")
class TestDeadMailServer:
    def test_signing_up_succeeds_and_says_that_no_link_was_sent(self, client):
        answer = client.post(SIGN_UP, ASKED, follow=True)
        assert answer.status_code == 200
        assert "did not accept the e-mail, so no link was sent" in words(answer)
        assert "A link was sent" not in words(answer)
        assert signed_in(client)

    @pytest.mark.parametrize("email", ["ada@acme.test", "nobody@nowhere.test"])
    def test_a_reset_does_not_say_that_a_link_is_on_its_way(self, client, ada, email):
        answer = client.post(RESET, {"email": email}, follow=True)
        assert answer.status_code == 200
        assert answer.request["PATH_INFO"] == RESET
        assert "did not accept the e-mail, so no link was sent" in words(answer)
        assert "on its way" not in words(answer)

    def test_a_new_address_stays_pending_and_its_page_says_why(self, at_home, ada):
        answer = change_to(at_home, "ada@home.test")
        assert answer.status_code == 200
        assert "did not accept the e-mail, so no link was sent" in words(answer)
        assert User.objects.get().email == ada.email

    def test_a_password_change_still_succeeds(self, at_home, ada):
        given = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
        answer = at_home.post("/accounts/password/change/", given, follow=True)
        assert "Your password has been changed." in words(answer)
        assert User.objects.get().check_password(NEW)

    def test_the_log_reports_the_failure_and_nothing_of_the_mail(self, client, ada, caplog):
        client.post(RESET, {"email": ada.email})
        assert "The mail server did not take a letter: ConnectionRefusedError." in caplog.text
        assert ada.email not in caplog.text
        assert "/reset/key/" not in caplog.text


def test_a_mail_rejected_by_the_server_is_reported_like_one_it_never_received(
    client, ada, monkeypatch
):
    def refuse(*args):
        raise SMTPRecipientsRefused({ada.email: (550, b"no such box")})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    answer = client.post(RESET, {"email": ada.email}, follow=True)
    assert "did not accept the e-mail, so no link was sent" in words(answer)

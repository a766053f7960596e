"""An ended session is signed out at once, and a new password ends all other sessions."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from tests.core.people.steps import PASSWORD, first_step, signed_in, words

pytestmark = pytest.mark.django_db
SESSIONS = "/accounts/sessions/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1"
NEW = "violet lamp nine"


@pytest.fixture
def phone(ada):
    client = Client(headers={"user-agent": PHONE})
    first_step(client, ada)
    return client


def test_every_browser_is_listed_and_told_apart(at_home, phone):
    page = words(at_home.get(SESSIONS))
    assert "Safari on iPhone" in page
    assert page.count("This browser,") == 1


def test_the_others_are_signed_out_at_once_and_this_one_stays(at_home, phone):
    assert signed_in(phone)
    page = at_home.post(SESSIONS, follow=True)
    assert "The other sessions have been signed out." in words(page)
    assert not signed_in(phone)
    assert phone.post("/account/", {"name": "Eve"}).status_code == 302
    assert signed_in(at_home)
    assert "Safari on iPhone" not in words(at_home.get(SESSIONS))


def test_a_single_session_can_be_ended_at_once(at_home, phone, ada):
    tablet = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"})
    first_step(tablet, ada)
    page = at_home.get(SESSIONS)
    assert page.text.count('name="end"') == 2
    assert 'aria-label="Sign Safari on iPhone out"' in page.text
    lost = UserSession.objects.get(session_key=phone.session.session_key)
    answer = at_home.post(SESSIONS, {"end": lost.pk}, follow=True)
    assert "That session has been signed out." in words(answer)
    assert not signed_in(phone)
    assert signed_in(tablet)
    assert signed_in(at_home)


@pytest.mark.parametrize("named", ["theirs", "0", "-1", "x", "\u0663", "9" * 30, "9" * 5_000, ""])
def test_a_session_that_is_not_your_own_cannot_be_ended(at_home, grace, named):
    stranger = Client()
    first_step(stranger, grace)
    theirs = UserSession.objects.get(user=grace).pk
    answer = at_home.post(SESSIONS, {"end": theirs if named == "theirs" else named}, follow=True)
    assert answer.status_code == 200
    assert "signed out" not in words(answer)
    assert signed_in(stranger)
    assert signed_in(at_home)


def test_another_persons_sessions_are_neither_shown_nor_ended(at_home, grace):
    stranger = Client(headers={"user-agent": PHONE})
    first_step(stranger, grace)
    assert "Safari on iPhone" not in words(at_home.get(SESSIONS))
    at_home.post(SESSIONS)
    assert signed_in(stranger)


def test_a_guest_sees_no_sessions(client):
    assert "/accounts/login/" in client.get(SESSIONS).url


def test_a_new_password_ends_the_other_sessions_as_its_page_says(at_home, phone):
    page = at_home.get("/accounts/password/change/")
    assert "signs you out of every other browser" in words(page)
    given = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert at_home.post("/accounts/password/change/", given).status_code == 302
    assert signed_in(at_home)
    assert not signed_in(phone)


def test_a_wrong_current_password_changes_nothing(at_home, phone, ada):
    given = {"oldpassword": "nope", "password1": NEW, "password2": NEW}
    answer = at_home.post("/accounts/password/change/", given)
    assert "That is not your current password." in words(answer)
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    assert signed_in(phone)


def test_resetting_the_password_by_link_ends_every_session(mail_server, at_home, phone, ada):
    guest = Client()
    guest.post("/accounts/password/reset/", {"email": ada.email})
    link = next(word for word in mail.outbox[0].body.split() if "/reset/key/" in word)
    form = guest.get(link, follow=True)
    guest.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert not signed_in(at_home)
    assert not signed_in(phone)
    again = guest.get(link, follow=True)
    assert "The link no longer works" in words(again)


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/reauthenticate/"])
def test_guessing_a_password_stops_after_five_tries_and_says_when_to_continue(client, ada, page):
    if "reauthenticate" in page:
        client.force_login(ada)
    guess = {"login": ada.email, "password": "nope", "next": "/accounts/2fa/"}
    for _ in range(5):
        assert "Wait five minutes" not in words(client.post(page, guess))
    limited = client.post(page, guess | {"password": PASSWORD})
    assert "That was tried too many times. Wait five minutes" in words(limited)


def test_too_many_sign_ins_from_one_address_are_refused_on_a_page(client, db):
    for number in range(31):
        answer = client.post("/accounts/login/", {"login": f"{number}@x.test", "password": "nope"})
    assert answer.status_code == 429
    assert "Wait a minute, then try again." in words(answer)

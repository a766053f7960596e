"""Who resets the password by mail has the account to themselves, whoever had it before."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from core.keys.services import create_personal_key, use_key
from core.people.models import User
from core.people.recovering import KEYS_REVOKED
from tests.core.people.steps import PASSWORD, first_step, prove, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_server")]
ADDRESS, RESET, SIGN_UP = "/accounts/email/", "/accounts/password/reset/", "/accounts/signup/"
CHANGE = "/accounts/password/change/"
NEW = "violet lamp nine"


def link_to(place):
    letter = next(each for each in reversed(mail.outbox) if place in each.body)
    return urlsplit(next(word for word in letter.body.split() if place in word)).path


def recover(user):
    """Reset the password by the link that is mailed to the account's own address."""
    owner = Client()
    owner.post(RESET, {"email": user.email})
    form = owner.get(link_to("/reset/key/"), follow=True)
    return owner.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW}, follow=True)


def ask_for_another_address(client, user):
    """Have the address changed by somebody who knows the password, up to the link to confirm."""
    first_step(client, user)
    prove(client, ADDRESS)
    client.post(ADDRESS, {"action_add": "", "email": "mallory@evil.test"})
    return link_to("/confirm-email/")


def confirmed(ada):
    EmailAddress.objects.create(user=ada, email=ada.email, primary=True, verified=True)
    return ada


def test_a_change_of_address_begun_before_cannot_be_finished(client, ada):
    link = ask_for_another_address(client, confirmed(ada))
    recover(ada)
    Client().post(link)
    ada.refresh_from_db()
    assert ada.email == "ada@acme.test"


def test_nor_can_it_after_the_password_was_changed(client, ada):
    link = ask_for_another_address(Client(), confirmed(ada))
    first_step(client, ada)
    client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    Client().post(link)
    ada.refresh_from_db()
    assert ada.email == "ada@acme.test"


@pytest.fixture
def squatted():
    """An account that somebody opened with another person's address, and a key they made."""
    Client().post(SIGN_UP, {"name": "Nell", "email": "nell@new.test", "password1": "amber fox six"})
    user = User.objects.get(email="nell@new.test")
    return user, create_personal_key(user=user, name="theirs", scopes=["read"])[1]


def test_keys_made_before_the_address_was_confirmed_are_revoked(squatted):
    user, token = squatted
    answer = recover(user)
    assert use_key(token) is None
    assert KEYS_REVOKED in words(answer)


def test_without_such_keys_nothing_is_said_of_keys(squatted):
    user, _ = squatted
    recover(user)
    assert KEYS_REVOKED not in words(recover(user))


def test_the_keys_of_a_confirmed_address_stay(ada):
    _, token = create_personal_key(user=confirmed(ada), name="mine", scopes=["read"])
    recover(ada)
    assert use_key(token)


def test_a_key_that_the_operator_made_stays(ada):
    _, token = create_personal_key(user=ada, name="from the command line", scopes=["read"])
    recover(ada)
    assert use_key(token)

"""A second step is turned off by its owner, or by the operator for an owner who lost everything."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from tests.core.people.steps import (
    REAUTHENTICATE,
    SECRET,
    TURN_OFF,
    WRONG,
    code_of,
    first_step,
    kinds,
    prove,
    signed_in,
    words,
)

pytestmark = pytest.mark.django_db


def test_turning_it_off_takes_the_password_and_then_the_password_is_enough(client, ada, ada_codes):
    client.force_login(ada)
    assert urlsplit(client.get(TURN_OFF).url).path == REAUTHENTICATE
    prove(client, TURN_OFF)
    assert "The authenticator app is off." in words(client.post(TURN_OFF, follow=True))
    assert kinds(ada) == set()
    client.logout()
    first_step(client, ada)
    assert signed_in(client)


def test_a_code_confirms_it_too_and_is_accepted_once(client, ada, ada_codes):
    client.force_login(ada)
    asked = {"code": code_of(SECRET), "next": TURN_OFF}
    assert client.post("/accounts/2fa/reauthenticate/", asked).url == TURN_OFF
    client.logout()
    client.force_login(ada)
    assert WRONG in words(client.post("/accounts/2fa/reauthenticate/", asked))
    assert urlsplit(client.get(TURN_OFF).url).path == REAUTHENTICATE


def test_a_wrong_password_confirms_nothing(client, ada, ada_codes):
    client.force_login(ada)
    answer = client.post(REAUTHENTICATE, {"password": "nope", "next": TURN_OFF})
    assert "That is not your password." in words(answer)
    assert client.get(TURN_OFF).status_code == 302


def test_the_operator_can_turn_it_off_for_a_person_who_lost_everything(client, ada, ada_codes):
    call_command("turn_off_second_step", ada.email.upper(), "--yes")
    assert kinds(ada) == set()
    first_step(client, ada)
    assert signed_in(client)


def test_the_operator_must_confirm_first(ada, ada_codes, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda asked: "somebody else")
    with pytest.raises(CommandError, match=r"Nothing was changed\."):
        call_command("turn_off_second_step", ada.email)
    assert kinds(ada) == {"totp", "recovery_codes"}


def test_an_unknown_address_is_reported(db):
    with pytest.raises(CommandError, match=r"No account has the address no@where\.test\."):
        call_command("turn_off_second_step", "no@where.test", "--yes")


def turned_off(email, capsys):
    call_command("turn_off_second_step", email, "--yes")
    return capsys.readouterr().out


def test_the_operator_learns_that_the_password_is_enough(ada, ada_codes, capsys):
    told = turned_off(ada.email, capsys)
    assert told == "The password of ada@acme.test now signs them in alone.\n"


def test_left_over_recovery_codes_are_reported_as_deleted(ada, ada_codes, capsys):
    Authenticator.objects.filter(user=ada, type="totp").delete()
    told = turned_off(ada.email, capsys)
    assert told == "ada@acme.test had only recovery codes left, which are now deleted.\n"
    assert kinds(ada) == set()


def test_without_a_second_step_nothing_is_changed(ada, capsys):
    told = turned_off(ada.email, capsys)
    assert told == "ada@acme.test had no second step. Nothing was changed.\n"

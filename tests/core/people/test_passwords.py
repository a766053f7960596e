"""The rules for a password are one line, and a broken rule is named beside its field."""

from __future__ import annotations

import pytest

from core.people.models import User

pytestmark = pytest.mark.django_db
SIGN_UP = "/accounts/signup/"
ASKED = {"name": "Ada", "email": "ada@acme.test"}


def test_the_rules_are_one_line(client):
    page = client.get(SIGN_UP).text
    assert page.count("Eight characters or more") == 1
    assert page.count("<li>") == 1
    assert "entirely numeric" not in page


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short7", "Use eight characters or more."),
        ("password1", "Many people use this password"),
        ("83920174659", "Digits alone are guessed quickly"),
        ("ada@acme.test", "It is too close to your name or e-mail address."),
    ],
)
def test_a_broken_rule_is_named(client, password, words):
    response = client.post(SIGN_UP, ASKED | {"password1": password})
    assert response.status_code in {200, 422}
    assert words in response.text
    assert not User.objects.exists()


def test_signing_up_is_welcomed_and_signing_in_is_confirmed(client):
    asked = ASKED | {"password1": "correct horse battery"}
    assert "Welcome to Vitrine, Ada." in client.post(SIGN_UP, asked, follow=True).text
    client.logout()
    known = {"login": ASKED["email"], "password": asked["password1"]}
    page = client.post("/accounts/login/", known, follow=True).text
    assert "Signed in." in page
    assert "Welcome to" not in page

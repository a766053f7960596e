from __future__ import annotations

from django.urls import reverse

from core.people.adapter import AccountAdapter
from core.people.models import User
from tests.cast import make_user


def test_a_person_changes_their_name(client, ada):
    client.force_login(ada)
    assert client.post(reverse("core:account"), {"name": "Ada L."}).status_code == 302
    assert User.objects.get(pk=ada.pk).name == "Ada L."


def test_an_empty_name_is_asked_for_again(client, ada):
    client.force_login(ada)
    assert client.post(reverse("core:account"), {"name": ""}).status_code == 422
    assert User.objects.get(pk=ada.pk).name == "Ada"


def test_signing_up_leads_to_naming_the_first_client(client, db):
    data = {"name": "Nell", "email": "Nell@New.test", "password1": "correct horse battery"}
    response = client.post(reverse("account_signup"), data, follow=True)
    assert "Name your first client" in response.content.decode()
    assert User.objects.get().email == "nell@new.test"
    assert User.objects.get().name == "Nell"


def test_signing_up_twice_at_once_makes_one_account_and_says_so(client, db, monkeypatch):
    data = {"name": "Nell", "email": "nell@new.test", "password1": "correct horse battery"}

    def late(*_):
        make_user("nell@new.test", name="Nell")  # by the other request
        return User()

    monkeypatch.setattr(AccountAdapter, "new_user", late)
    answer = client.post(reverse("account_signup"), data)
    assert answer.status_code == 200
    assert "That address already has an account." in answer.text
    assert User.objects.count() == 1


def test_me_tells_whose_key_it_is(acme_api, acme, ada):
    body = acme_api.get("/me").json()
    assert body["actor"]["email"] == ada.email
    assert [row["slug"] for row in body["workspaces"]] == [acme.slug]
    assert body["workspaces"][0]["role"] == "owner"

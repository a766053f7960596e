"""Names are one visible line, however they come in."""

from __future__ import annotations

import pytest
from django import forms
from pydantic import TypeAdapter, ValidationError

from core.names import NameField, seen_name
from core.people.models import User
from core.rest.schemas import In, Name

UNSEEN = [
    "\u200b",
    "\u202e",
    "\ufeff",
    "\u200c\u200d",
    "\x07\u2028",
    "\u3164",
    "\u2800 \u2800",
    "\u115f\u1160",
    "\uffa0\ufe0f\u200d",
    "\U000e0100",
]
ODD = [
    ("Ac\nme", "Ac me"),
    ("Ac\u2028me\tInc", "Ac me Inc"),
    ("\u202eemcA", "emcA"),
    ("  Acme  &  Sons ", "Acme & Sons"),
    ("می\u200cخواهم", "می\u200cخواهم"),
    ("⠓⠊\u2800⠕", "⠓⠊\u2800⠕"),
    ("❤\ufe0f", "❤\ufe0f"),
]


class Client(forms.Form):
    """A form with a name in it."""

    name = NameField(max_length=120)


@pytest.mark.parametrize(("given", "kept"), ODD)
def test_a_name_is_kept_on_one_line(given, kept):
    form = Client({"name": given})
    assert form.is_valid()
    assert form.cleaned_data["name"] == kept == seen_name(given)
    assert TypeAdapter(Name).validate_python(given) == kept


@pytest.mark.parametrize("given", UNSEEN)
def test_an_invisible_name_is_refused(given):
    assert "name" in Client({"name": given}).errors
    with pytest.raises(ValidationError, match="visible character"):
        TypeAdapter(Name).validate_python(given)


def test_a_name_with_a_nul_is_refused_like_any_text_with_one():
    assert "name" in Client({"name": "Ac\x00me"}).errors


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/workspaces", "/workspaces/acme/projects"])
def test_the_api_accepts_no_line_break_in_a_name(acme_api, path):
    assert acme_api.post(path, {"name": "In\ni\u202etech"}).json()["name"] == "In itech"
    assert acme_api.post(path, {"name": "\u200b"}).status_code == 422


@pytest.mark.django_db
def test_pages_accept_no_line_break_in_a_name(client, ada, acme):
    client.force_login(ada)
    client.post(f"/w/{acme.slug}/settings/name/", {"name": "Ac\nme"})
    assert "Ac me" in client.get(f"/w/{acme.slug}/settings/").text
    client.post("/account/", {"name": "A\nda\u202e"})
    assert User.objects.get(pk=ada.pk).name == "A da"


def test_an_excessively_nested_body_is_refused_by_its_shape():
    nested = []
    for _ in range(5_000):
        nested = [nested]
    with pytest.raises(ValidationError, match="nested too deeply"):
        In.model_validate({"name": nested})

"""What sign-up asks beyond e-mail and password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

from core.names import NameField
from core.people.models import User


class SignupDetails(forms.Form):
    """The person's name, shown to the others of a workspace."""

    name = NameField(
        max_length=120,
        label="Your name",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name; allauth calls this after the account is made."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class NameForm(forms.Form):
    """The name that the others of a workspace see."""

    name = NameField(
        max_length=120,
        label="Your name",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class GoodbyeForm(forms.Form):
    """One's own e-mail address, typed to confirm that the account goes."""

    email = forms.CharField(
        label="Your e-mail address", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_email(self) -> str:
        """Return the address; refuse another one."""
        email: str = self.cleaned_data["email"]
        if email.strip().lower() != self.expected:
            raise forms.ValidationError(f"Type {self.expected} to confirm. Nothing was deleted.")
        return email

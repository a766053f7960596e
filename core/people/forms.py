"""Forms for a person's name and for deleting the account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

from core.names import NameField
from core.people.models import User


class SignupDetails(forms.Form):
    """What sign-up asks besides e-mail and password: the name that other members see."""

    name = NameField(
        max_length=120,
        label="Your name",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Save the name; allauth calls this after creating the account."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class NameForm(forms.Form):
    """The name that other members see."""

    name = NameField(
        max_length=120,
        label="Your name",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class GoodbyeForm(forms.Form):
    """The person's e-mail address, typed to confirm deleting the account."""

    email = forms.CharField(
        label="Your e-mail address", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_email(self) -> str:
        """Return the address; refuse any other."""
        email: str = self.cleaned_data["email"]
        if email.strip().lower() != self.expected:
            raise forms.ValidationError(f"Type {self.expected} to confirm. Nothing was deleted.")
        return email

"""What sign-up asks beyond e-mail and password."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest

from core.people.models import User


class SignupDetails(forms.Form):
    """The person's name, shown to the others of a workspace."""

    name = forms.CharField(
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

    name = forms.CharField(
        max_length=120,
        label="Your name",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

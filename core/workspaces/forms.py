"""The forms about a workspace."""

from __future__ import annotations

from typing import Any

from django import forms

from core.mail import LONGEST_ADDRESS
from core.names import NameField, one_line
from core.rights import Role

ROLE_WORDS = [
    (Role.VIEWER, "Viewer: uses the demos"),
    (Role.ENGINEER, "Engineer: also uploads and tunes"),
    (Role.OWNER, "Owner: also manages members"),
]


class WorkspaceForm(forms.Form):
    """A client's name."""

    name = NameField(
        max_length=120,
        label="Client’s name",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )


class InviteForm(forms.Form):
    """Whom to invite, and in which role."""

    email = forms.EmailField(
        label="E-mail",
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(choices=ROLE_WORDS, initial=Role.VIEWER)


class RoleForm(forms.Form):
    """A role to give."""

    role = forms.ChoiceField(choices=Role.choices)


class RemoveForm(forms.Form):
    """Whether the workspace keys that a member created are revoked with them."""

    revoke_keys = forms.BooleanField(required=False)


class DeleteForm(forms.Form):
    """The workspace's name, typed to confirm deleting everything in it."""

    name = forms.CharField(
        label="Type the workspace’s name", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_name(self) -> str:
        """Return the name; refuse any other."""
        name: str = self.cleaned_data["name"]
        if one_line(name) != one_line(self.expected):
            raise forms.ValidationError(f"Type “{self.expected}” exactly. Nothing was deleted.")
        return name

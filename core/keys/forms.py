"""The form that creates a key."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone

from core.names import NameField
from core.rights import Right, Scope, scope_rights

SCOPE_WORDS: Final = {
    Scope.READ: "read: see projects, documents, runs, members and usage",
    Scope.RUN: "run: search, chat, summarise, give feedback; stop and delete what it started",
    Scope.WRITE: "write: upload, change and delete documents and projects; end what others started",
    Scope.ADMIN: "admin: manage members, keys and providers, delete the workspace",
}
EXPIRIES: Final = [("30", "In 30 days"), ("90", "In 90 days"), ("365", "In a year"), ("", "Never")]


def scope_choices(rights: Iterable[Right]) -> list[tuple[str, str]]:
    """Return the scopes that a person with ``rights`` may give to a key."""
    held = frozenset(rights)
    return [
        (str(scope), words) for scope, words in SCOPE_WORDS.items() if scope_rights([scope]) <= held
    ]


class KeyForm(forms.Form):
    """A new key: what it is for, what it may do, and for how long."""

    name = NameField(
        max_length=80,
        label="What it is for",
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "Shop backend"}),
    )
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        help_text="Choose all that the program needs: the scopes of a key cannot be changed. "
        "Uploading needs write. If a call lacks a scope, it is refused, and the error names it.",
        error_messages={"required": "Tick at least one thing that the key may do."},
        widget=forms.CheckboxSelectMultiple,
        initial=[Scope.READ, Scope.RUN],
    )
    expires = forms.ChoiceField(label="Expires", choices=EXPIRIES, initial="90", required=False)

    def __init__(self, *args: Any, rights: Iterable[Right] = tuple(Right), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = scope_choices(rights)  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """Return the arguments that the key services take."""
        data = self.cleaned_data
        return {"name": data["name"], "scopes": data["scopes"], "expires_at": self._expires_at()}

    def _expires_at(self) -> datetime | None:
        days = self.cleaned_data["expires"]
        return timezone.now() + timedelta(days=int(days)) if days else None

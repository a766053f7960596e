"""The form of a workspace's provider."""

from __future__ import annotations

from django import forms

from ai_features.gateway.queries import OPENAI
from ai_features.gateway.services import ProviderDraft


class ProviderForm(forms.Form):
    """Address, key and model; the key goes in and never comes out."""

    base_url = forms.CharField(
        label="Address",
        max_length=500,
        initial=OPENAI,
        help_text="Any endpoint that speaks OpenAI's API, up to and with /v1.",
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    api_key = forms.CharField(
        label="Key",
        max_length=500,
        required=False,
        help_text="Kept encrypted, and shown to nobody again.",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    chat_model = forms.CharField(
        label="Model",
        max_length=200,
        initial="gpt-4o-mini",
        help_text="The name as the provider writes it.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    context_window = forms.IntegerField(
        label="Context window",
        required=False,
        min_value=1_000,
        max_value=20_000_000,
        help_text="In tokens. Leave it empty unless you know better than our list.",
    )

    def draft(self) -> ProviderDraft:
        """Return what was filled in."""
        return ProviderDraft(**self.cleaned_data)

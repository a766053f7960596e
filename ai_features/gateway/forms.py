"""The form of a workspace's provider."""

from __future__ import annotations

from django import forms

from ai_features.gateway.queries import OPENAI
from ai_features.gateway.services import ProviderDraft
from ai_features.gateway.vectors import MOST_DIMENSIONS


class ProviderForm(forms.Form):
    """Address, key and models; the key goes in and never comes out."""

    base_url = forms.CharField(
        label="Address",
        max_length=500,
        help_text="Any endpoint that speaks OpenAI's API, up to and including /v1, such as "
        f"{OPENAI}.",
        # Browsers take no address without https:// in a field of type "url"; the service adds it.
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    api_key = forms.CharField(
        label="Key",
        max_length=500,
        required=False,
        help_text="Stored encrypted, and never shown again.",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    chat_model = forms.CharField(
        label="Model",
        max_length=200,
        help_text="The name as the provider spells it, such as gpt-4o-mini.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    context_window = forms.IntegerField(
        label="Context window",
        required=False,
        min_value=1_000,
        max_value=20_000_000,
        help_text="In tokens. Leave it empty unless you know better than our list.",
    )

    embedding_model = forms.CharField(
        label="Embedding model",
        max_length=200,
        required=False,
        help_text="Finds passages by meaning, such as text-embedding-3-small. If you leave it "
        "empty, a model on this instance does that.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    shortened_to = forms.IntegerField(
        label="Dimensions",
        required=False,
        min_value=32,
        max_value=MOST_DIMENSIONS,
        help_text="Only for vectors shorter than the model's own, if it can make them.",
    )
    rerank_model = forms.CharField(
        label="Rerank model",
        max_length=200,
        required=False,
        help_text="Puts what was found in a better order, if the provider answers at /rerank.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def draft(self) -> ProviderDraft:
        """Return what was filled in."""
        return ProviderDraft(**self.cleaned_data)

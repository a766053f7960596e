"""What a search page takes from its address."""

from __future__ import annotations

from django import forms

from ai_features.search.services import LONGEST_QUERY
from projects.starters import HINT, StartersField

MODES = [("hybrid", "Words and meaning"), ("semantic", "Meaning"), ("keyword", "Words")]


class SearchForm(forms.Form):
    """A query, where to look, and how."""

    query = forms.CharField(
        max_length=LONGEST_QUERY,
        required=False,
        error_messages={"max_length": f"A search has at most {LONGEST_QUERY:,} characters."},
    )
    mode = forms.ChoiceField(choices=MODES, required=False)
    document = forms.UUIDField(required=False)

    def clean_mode(self) -> str:
        """Fall back to the mode that is never worse than its better half."""
        return self.cleaned_data["mode"] or "hybrid"


class SettingsForm(forms.Form):
    """What a search demo offers before the first search."""

    example_queries = StartersField(
        help_text=f"{HINT} They are offered before the first search.",
    )

"""The forms of the search pages."""

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
        """Default to hybrid: it is never worse than the better of its two halves."""
        return self.cleaned_data["mode"] or "hybrid"


class SettingsForm(forms.Form):
    """The settings of a search demo."""

    example_queries = StartersField(
        help_text=f"{HINT} They are offered before the first search.",
    )

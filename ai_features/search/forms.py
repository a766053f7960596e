"""What a search page takes from its address."""

from __future__ import annotations

from django import forms

from ai_features.search.services import LONGEST_QUERY

MODES = [("hybrid", "Words and meaning"), ("semantic", "Meaning"), ("keyword", "Words")]


class SearchForm(forms.Form):
    """A query, where to look, and how."""

    query = forms.CharField(max_length=LONGEST_QUERY, required=False)
    mode = forms.ChoiceField(choices=MODES, required=False)
    document = forms.UUIDField(required=False)

    def clean_mode(self) -> str:
        """Fall back to the mode that is never worse than its better half."""
        return self.cleaned_data["mode"] or "hybrid"


class SettingsForm(forms.Form):
    """Example queries, one a line."""

    example_queries = forms.CharField(
        required=False,
        label="Example queries",
        help_text="One a line, eight at most. They are offered before the first search.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean_example_queries(self) -> list[str]:
        """Return the lines that hold something."""
        lines = [line.strip() for line in self.cleaned_data["example_queries"].splitlines()]
        queries = [line for line in lines if line]
        if len(queries) > 8:  # noqa: PLR2004  (said in the help text)
            raise forms.ValidationError("Eight at most; take some out.")
        if any(len(query) > 200 for query in queries):  # noqa: PLR2004
            raise forms.ValidationError("Keep each under 200 characters.")
        return queries

"""What the bench's pages take."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from ai_features.bench.locating import LONGEST_QUOTE
from ai_features.bench.models import LONGEST_QUESTION
from ai_features.knowledge.settings import SearchSettings

MODES: Final = [("hybrid", "Words and meaning"), ("keyword", "Words"), ("semantic", "Meaning")]
SHARES: Final = [("follows", "Follows the question"), ("fixed", "Fixed")]
LIMITS: Final = [(5, "5"), (10, "10"), (20, "20")]
LIMIT: Final = 10
HALF: Final = 0.5


class SettingsForm(forms.Form):
    """How to search; what is left out or odd is as the project keeps it."""

    mode = forms.ChoiceField(choices=MODES, required=False)
    share = forms.ChoiceField(choices=SHARES, required=False)
    value = forms.FloatField(min_value=0, max_value=1, required=False)

    def __init__(self, data: Any, *, kept: SearchSettings) -> None:
        super().__init__(data)
        self.kept = kept

    @property
    def chosen(self) -> SearchSettings:
        """Return the settings to try, of a form that is valid."""
        share, value = self.cleaned_data["share"], self.cleaned_data["value"]
        if not share:
            return self.kept
        return SearchSettings(None if share == "follows" else HALF if value is None else value)

    @property
    def mode_chosen(self) -> Any:
        """Return how to search, of a form that is valid."""
        return self.cleaned_data["mode"] or "hybrid"


class TryForm(SettingsForm):
    """A question, and how to search for it."""

    query = forms.CharField(max_length=LONGEST_QUESTION, required=False)
    limit = forms.TypedChoiceField(choices=LIMITS, coerce=int, required=False)

    def clean_limit(self) -> int:
        """Return how many passages to show."""
        return self.cleaned_data["limit"] or LIMIT


class GoldenForm(forms.Form):
    """A question and the words that answer it, by hand."""

    question = forms.CharField(max_length=LONGEST_QUESTION, label="Question")
    document = forms.ChoiceField(label="Document")
    quote = forms.CharField(
        max_length=LONGEST_QUOTE,
        label="The passage that answers it",
        help_text="Copy its words from the document; spaces and capitals do not matter.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, documents: list[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["document"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (tells the type checker)
        field.choices = documents


class ImportForm(forms.Form):
    """A golden set from a file, or pasted."""

    file = forms.FileField(required=False)
    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 6}))

    def clean(self) -> dict[str, Any]:
        """Return the bytes to import as ``content``."""
        data = super().clean() or {}
        file, text = data.get("file"), data.get("text", "")
        if not file and not text.strip():
            raise forms.ValidationError("Choose a file, or paste lines.")
        return data | {"content": file.read() if file else text.encode()}

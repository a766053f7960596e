"""The forms of the summary's pages."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from pydantic import ValidationError

from ai_features.summary.options import (
    LONGEST_TEXT,
    MOST_NAMED,
    Format,
    Length,
    SummaryOptions,
    SummarySettings,
)
from core.errors import DomainError

LENGTHS: Final = [(Length.SHORT, "Short"), (Length.MEDIUM, "Medium"), (Length.LONG, "Long")]
FORMATS: Final = [(Format.PARAGRAPHS, "Paragraphs"), (Format.BULLETS, "List")]
WISHES: Final = ("tone", "audience", "instructions")


class SummaryForm(forms.Form):
    """What to summarise, and how.

    ``documents`` are the ids that may be chosen. Choosing all of them names none, so that a summary
    of everything is the same request however many documents there are.
    """

    source = forms.ChoiceField(choices=[("documents", ""), ("text", "")], required=False)
    documents = forms.TypedMultipleChoiceField(coerce=UUID, required=False)
    text = forms.CharField(max_length=LONGEST_TEXT, required=False, strip=False)
    length = forms.ChoiceField(choices=LENGTHS)
    format = forms.ChoiceField(choices=FORMATS)
    tone = forms.CharField(max_length=200, required=False)
    audience = forms.CharField(max_length=200, required=False)
    instructions = forms.CharField(max_length=1_000, required=False)

    def __init__(self, *args: Any, documents: list[UUID], generative: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.every = documents
        field = self.fields["documents"]
        field.choices = [(str(each), "") for each in documents]  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = "One of these documents is gone. Choose again."
        if not generative:
            for name in WISHES:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Turn the input into :class:`SummaryOptions`."""
        given = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                given["options"] = self._options(given)
            except ValidationError as error:
                raise forms.ValidationError(str(error.errors()[0]["msg"])) from error
        return given

    def take(self, error: DomainError) -> None:
        """Show what was wrong: beside the field that it is about, if the form has that."""
        if not error.errors:
            self.add_error(None, error.detail)
        for wrong in error.errors:
            field = wrong["field"].replace("document_ids", "documents")
            self.add_error(field if field in self.fields else None, wrong["message"])

    def _options(self, given: dict[str, Any]) -> SummaryOptions | None:
        kept = {name: given[name] for name in ("length", "format", *WISHES) if name in given}
        if given["source"] == "text":
            if not given["text"].strip():
                self.add_error("text", "Paste the text to summarise.")
                return None
            return SummaryOptions(text=given["text"], **kept)
        chosen = given["documents"]
        if not chosen:
            self.add_error("documents", "Choose at least one document.")
            return None
        if set(chosen) == set(self.every):
            return SummaryOptions(**kept)
        if len(chosen) > MOST_NAMED:
            self.add_error("documents", f"Choose at most {MOST_NAMED} documents, or all of them.")
            return None
        return SummaryOptions(document_ids=chosen, **kept)


class SettingsForm(forms.Form):
    """The initial values of the summary's form."""

    length = forms.ChoiceField(
        choices=LENGTHS,
        widget=forms.RadioSelect,
        help_text="Selected at first; the person asking can change it.",
    )
    format = forms.ChoiceField(choices=FORMATS, widget=forms.RadioSelect)

    @staticmethod
    def initial_for(settings: SummarySettings) -> dict[str, str]:
        """Return the form's values for ``settings``."""
        return settings.model_dump(mode="json")

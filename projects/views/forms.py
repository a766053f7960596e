"""The forms for projects and documents."""

from __future__ import annotations

from typing import Any

from django import forms

from core.names import NameField, one_line
from projects.documents.names import LONGEST_TITLE
from projects.documents.services import LONGEST_TEXT
from projects.models import Project


class ProjectForm(forms.Form):
    """A project's name and what it is about."""

    name = NameField(max_length=120, widget=forms.TextInput({"autocomplete": "off"}))
    description = forms.CharField(
        max_length=2_000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="One or two sentences for the people who open it. You can add them later.",
    )


class FirstProjectForm(forms.Form):
    """Only the name, which is enough to start with."""

    name = NameField(
        label="Name the first project",
        max_length=120,
        widget=forms.TextInput(
            {"autocomplete": "off", "placeholder": "Staff handbook", "autofocus": True}
        ),
    )


class DeleteForm(forms.Form):
    """The project's name, typed so that nobody deletes a project by accident."""

    name = forms.CharField(widget=forms.TextInput({"autocomplete": "off"}))

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.fields["name"].label = f"Type “{project.name}” to delete it"

    def clean_name(self) -> str:
        """Refuse any other name."""
        name: str = self.cleaned_data["name"]
        if one_line(name) != one_line(self.project.name):
            raise forms.ValidationError("That is not the name of this project.")
        return name


class FetchForm(forms.Form):
    """An address to fetch."""

    url = forms.CharField(
        label="Address of the page or file",
        max_length=2_000,
        widget=forms.URLInput({"placeholder": "https://", "autocomplete": "off"}),
        help_text="It is fetched once, as anybody on the internet would see it.",
    )


class RenameForm(forms.Form):
    """Another title for a document."""

    title = NameField(
        max_length=LONGEST_TITLE,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=(
            "It shows everywhere at once; searches go by it a little later. "
            "Answers given so far keep the former title."
        ),
        error_messages={"required": "Give the document a title that people can read."},
    )


class PasteForm(forms.Form):
    """A text to keep."""

    title = forms.CharField(
        label="Title", max_length=300, widget=forms.TextInput({"autocomplete": "off"})
    )
    text = forms.CharField(
        label="Text", max_length=LONGEST_TEXT, strip=False, widget=forms.Textarea({"rows": 8})
    )

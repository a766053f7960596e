"""The forms of the chat's pages."""

from __future__ import annotations

from django import forms

from ai_features.chat.services import LONGEST_MESSAGE, too_long
from ai_features.runs.models import LONGEST_COMMENT, Rating
from projects.starters import StartersField


def _check_length(message: str) -> None:
    if len(message) > LONGEST_MESSAGE:
        raise forms.ValidationError(too_long(message))


class AskForm(forms.Form):
    """A question, in a conversation or opening one."""

    message = forms.CharField(
        error_messages={"required": "Write a question first."}, validators=[_check_length]
    )
    conversation = forms.UUIDField(required=False)


class FeedbackForm(forms.Form):
    """What somebody thinks of an answer."""

    rating = forms.ChoiceField(choices=Rating.choices)
    comment = forms.CharField(max_length=LONGEST_COMMENT, required=False, empty_value=None)


class SettingsForm(forms.Form):
    """How a chat demo greets, refuses and begins."""

    greeting = forms.CharField(max_length=300, help_text="Shown above the first question.")
    refusal = forms.CharField(
        max_length=500,
        label="When no passage clearly answers",
        help_text="Said in that case, in this project’s own words; what came closest follows.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    starter_questions = StartersField()
    instructions = forms.CharField(
        required=False,
        max_length=2_000,
        help_text="Added to the instructions of a connected model: tone, names, what to leave out.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

"""Starters: the few questions or searches that a demo suggests, kept in its settings."""

from __future__ import annotations

from typing import Annotated, Any, Final

from django import forms
from pydantic import Field, StringConstraints

MOST: Final = 8
LONGEST: Final = 200
HINT: Final = f"One per line, {MOST} at most."

Starter = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]
Starters = Annotated[list[Starter], Field(max_length=MOST)]


class StartersField(forms.CharField):
    """Starters, one per line; blank lines do not count."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            widget=forms.Textarea(attrs={"rows": 6}),
            **{"help_text": HINT} | options,
        )

    def prepare_value(self, value: Any) -> Any:
        """Return the list as lines of text."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Return the lines that are not blank, stripped."""
        lines = [line.strip() for line in super().clean(value).splitlines()]
        starters = [line for line in lines if line]
        if len(starters) > MOST:
            raise forms.ValidationError(f"There are {len(starters)}; take out all but {MOST}.")
        if any(len(starter) > LONGEST for starter in starters):
            raise forms.ValidationError(f"Keep each within {LONGEST} characters.")
        return starters

"""The forms of the bench's pages."""

from __future__ import annotations

from typing import Any, Final, get_args

from django import forms

from ai_features.bench.locating import LONGEST_QUOTE
from ai_features.bench.models import LONGEST_QUESTION, GoldenQuestion
from ai_features.gateway import ChatModel
from ai_features.knowledge.settings import Reranking, SearchSettings

MODES: Final = [("hybrid", "Words and meaning"), ("keyword", "Words"), ("semantic", "Meaning")]
SHARES: Final = [("standard", "Standard"), ("fixed", "Fixed")]
UNDERSTANDINGS: Final = [
    ("off", "As asked"),
    ("rewrite", "Rewritten"),
    ("several", "In other words"),
    ("parts", "Split into parts"),
]
NO_RERANKING: Final = ("off", "Nobody")
LIMITS: Final = [(5, "5"), (10, "10"), (20, "20")]
LIMIT: Final = 10
HALF: Final = 0.5


def understandings(*, kept: SearchSettings, chat: ChatModel | None) -> list[tuple[str, str]]:
    """Return the ways to treat a question: without a model, only as asked and the one kept."""
    return [row for row in UNDERSTANDINGS if chat or row[0] in ("off", kept.understanding)]


def rerankers(
    *, kept: SearchSettings, chat: ChatModel | None, reranker: str
) -> list[tuple[str, str]]:
    """Return who can reorder passages, by the names of the connected models."""
    ways = [("model", chat.name if chat else ""), ("provider", reranker)]
    named = [(way, name or "A model that is not connected") for way, name in ways]
    return [
        NO_RERANKING,
        *(row for row, (_, name) in zip(named, ways, strict=True) if name or row[0] == kept.rerank),
    ]


class SettingsForm(forms.Form):
    """How to search; what is left out is taken from the project's settings."""

    mode = forms.ChoiceField(choices=MODES, required=False)
    share = forms.ChoiceField(choices=SHARES, required=False)
    value = forms.FloatField(min_value=0, max_value=1, required=False)
    understanding = forms.ChoiceField(choices=UNDERSTANDINGS, required=False)
    rerank = forms.ChoiceField(choices=[(way, way) for way in get_args(Reranking)], required=False)

    def __init__(self, data: Any, *, kept: SearchSettings) -> None:
        super().__init__(data)
        self.kept = kept

    @property
    def chosen(self) -> SearchSettings:
        """The settings to try; call it on a valid form."""
        given = self.cleaned_data
        return SearchSettings(
            self._share(),
            given["understanding"] or self.kept.understanding,
            given["rerank"] or self.kept.rerank,
        )

    def _share(self) -> float | None:
        share, value = self.cleaned_data["share"], self.cleaned_data["value"]
        if not share:
            return self.kept.vector_share
        return None if share == "standard" else HALF if value is None else value

    @property
    def mode_chosen(self) -> Any:
        """How to search; call it on a valid form."""
        return self.cleaned_data["mode"] or "hybrid"


class TryForm(SettingsForm):
    """A question, and how to search for it."""

    query = forms.CharField(max_length=LONGEST_QUESTION, required=False)
    limit = forms.TypedChoiceField(choices=LIMITS, coerce=int, required=False)

    def clean_limit(self) -> int:
        """Return how many passages to show."""
        return self.cleaned_data["limit"] or LIMIT


class GoldenForm(forms.Form):
    """A question and the words that answer it, entered by hand."""

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


class RewordForm(forms.Form):
    """Other words for a golden question."""

    question = forms.CharField(max_length=LONGEST_QUESTION, label="The question in other words")

    def __init__(self, data: Any = None, *, golden: GoldenQuestion) -> None:
        super().__init__(
            data, initial={"question": golden.question}, auto_id=f"golden-{golden.pk}-%s"
        )
        self.golden = golden


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

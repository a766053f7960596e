"""A run's spans as the bars of a waterfall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from ai_features.runs.models import Run, Span

WIDTH: Final = 1_000.0
NARROWEST: Final = 4.0
PARTS: Final = {
    "read": "settings",
    "understand": "understanding",
    "embed": "embedding",
    "lexical": "words",
    "vector": "meaning",
    "fuse": "both together",
    "rerank": "reranking",
}
# In the order in which they are shown; what a step noted under another name follows as it is.
NOTED: Final = {
    "question": "Question",
    "read": "Read",
    "asked for": "Asked for",
    "answered": "Answered",
    "likelihood": "Likelihood of an answer",
    "evidence": "Evidence, from 0 to 1",
    "sentences": "Sentences",
    "sources": "Sources",
    "blocks": "Parts",
    "kept": "Kept",
    "dropped": "Dropped",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One span; ``x`` and ``width`` are on a scale of 1000 units.

    ``about`` is the question it worked on, in a run that worked on several.
    """

    span: Span
    x: float
    width: float
    offset_ms: float
    figures: str
    about: str

    @property
    def data(self) -> dict[str, Any]:
        """What went in and came out."""
        return dict(self.span.data)

    @property
    def parts(self) -> list[tuple[str, float]]:
        """The steps of a search, in order: a name and milliseconds each."""
        timings = self.span.data.get("timings_ms", {})
        return [(words, timings[name]) for name, words in PARTS.items() if name in timings]

    @property
    def noted(self) -> list[tuple[str, str]]:
        """What a step noted, in words: a name and a value each, without empty ones."""
        data = self.span.data
        names = [
            *(name for name in NOTED if name in data),
            *(name for name in data if name not in NOTED),
        ]
        told = [(NOTED.get(name, name), _in_words(data[name])) for name in names]
        return [(name, words) for name, words in told if words]


def began_at(run: Run) -> datetime:
    """Return the start of the run's timeline: when it was asked for."""
    return min(run.created_at, run.started_at or run.created_at)


def bars_of(run: Run) -> list[Bar]:
    """Return the run's spans in order, scaled to the whole run."""
    spans, began = list(run.spans.all()), began_at(run)
    places = [((span.started_at - began).total_seconds() * 1000, span) for span in spans]
    whole = max([run.latency_ms or 0, *(at + span.duration_ms for at, span in places)], default=0)
    several = len({_question(span) for span in spans} - {""}) > 1
    return [
        _bar(
            span,
            at=max(at, 0.0),
            whole=whole or 1.0,
            about=_question(span) if several else "",
        )
        for at, span in places
    ]


def _question(span: Span) -> str:
    return str(span.data.get("question") or span.data.get("query") or "")


def _bar(span: Span, *, at: float, whole: float, about: str) -> Bar:
    width = max(NARROWEST, span.duration_ms / whole * WIDTH)
    x = min(at / whole * WIDTH, WIDTH - width)
    return Bar(span, round(max(0.0, x), 1), round(width, 1), at, _figures(span.data), about)


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_in_words(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(_in_words, value))
    return "" if value is None else str(value)


def _figures(data: dict[str, Any]) -> str:
    words = []
    if "passages" in data and isinstance(data["passages"], list):
        count = len(data["passages"])
        words.append(f"{count} passage{'' if count == 1 else 's'}")
    if "input_tokens" in data:
        about = "about " if data.get("estimated") else ""
        words.append(f"{about}{data['input_tokens']} + {data.get('output_tokens', 0)} tokens")
    return ", ".join(words)

"""A project's latest questions, supplied by the layer that keeps runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from projects.models import Project


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its text, who asked which demo and when, and how it ended.

    ``status`` is the run's; ``refused`` means that the documents had no answer,
    ``partly`` that they had one to some of its questions only.
    """

    words: str
    demo: str
    who: str
    at: datetime
    status: str
    refused: bool
    partly: bool
    url: str


Latest = Callable[[Project, int], list[Asked]]

_sources: list[Latest] = []


def register_asked(latest: Latest) -> None:
    """Register a function that finds a project's newest questions; called once, at start-up."""
    _sources.append(latest)


def asked_lately(project: Project, *, limit: int) -> list[Asked]:
    """Return up to ``limit`` questions, newest first; call it inside the workspace."""
    found = [asked for latest in _sources for asked in latest(project, limit)]
    return sorted(found, key=lambda asked: asked.at, reverse=True)[:limit]

"""What was asked of a project lately; the floor that keeps runs says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from projects.models import Project


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its words, who asked which demo when, and what came of it.

    ``status`` is that of a run; ``refused`` says that the documents had no answer.
    """

    words: str
    demo: str
    who: str
    at: datetime
    status: str
    refused: bool
    url: str


Latest = Callable[[Project, int], list[Asked]]

_sources: list[Latest] = []


def register_asked(latest: Latest) -> None:
    """Name what finds the newest questions of a project; called once, at start-up."""
    _sources.append(latest)


def asked_lately(project: Project, *, limit: int) -> list[Asked]:
    """Return the newest questions, at most ``limit``; call it inside the workspace."""
    found = [asked for latest in _sources for asked in latest(project, limit)]
    return sorted(found, key=lambda asked: asked.at, reverse=True)[:limit]

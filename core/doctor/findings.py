"""What an examination finds, and the words for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How serious a finding is."""

    FINE = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One line: a subject, its state, and what to do if that is wrong."""

    subject: str
    verdict: Verdict
    text: str


Examination = Callable[[], Iterator[Finding]]


def fine(subject: str, text: str) -> Finding:
    """Return a finding that needs no action."""
    return Finding(subject, Verdict.FINE, text)


def note(subject: str, text: str) -> Finding:
    """Return a finding worth knowing that stops nothing."""
    return Finding(subject, Verdict.NOTE, text)


def wrong(subject: str, text: str) -> Finding:
    """Return a finding that somebody has to act on."""
    return Finding(subject, Verdict.WRONG, text)

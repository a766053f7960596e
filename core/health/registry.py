"""The parts that must serve before the instance is ready; upper layers add theirs at start-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Check = Callable[[], str]


class Unready(Exception):
    """A part cannot serve; the text says what is wrong, for the operator."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    name: str
    ok: bool
    detail: str


_checks: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    """Register a part that must serve.

    ``check`` returns a few words about it, within two seconds, or raises :class:`Unready`.
    """
    _checks[name] = check


def run_checks() -> list[Finding]:
    """Return what every check finds, in order of registration."""
    return [_finding(name, check) for name, check in _checks.items()]


def _finding(name: str, check: Check) -> Finding:
    try:
        return Finding(name=name, ok=True, detail=check())
    except Unready as error:
        return Finding(name=name, ok=False, detail=str(error))

"""Which function does which kind of job."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from core.jobs.context import JobContext

Handler = Callable[["JobContext"], None]
OnDead = Callable[[UUID, UUID, str, str], None]
Forget = Callable[[UUID, Sequence[UUID]], None]


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of job: the functions that do it, give it up and clean up after it.

    ``on_dead(workspace_id, subject_id, code, message)`` marks the subject as failed or cancelled.
    A kind that ``goes_on`` must get done in the end: the sweep reopens its failed jobs. Jobs of a
    ``lasting`` kind are read long after they end and are never deleted. Before jobs of other kinds
    are, ``forget(workspace_id, subject_ids)`` is called inside ``in_workspace`` to delete what was
    kept of their subjects.
    """

    handler: Handler
    on_dead: OnDead
    goes_on: bool = False
    lasting: bool = False
    forget: Forget | None = None


_kinds: dict[str, Work] = {}


def register_job(
    kind: str,
    handler: Handler,
    on_dead: OnDead,
    *,
    goes_on: bool = False,
    lasting: bool = False,
    forget: Forget | None = None,
) -> None:
    """Register the functions behind a kind of job; called once, at start-up."""
    _kinds[kind] = Work(handler, on_dead, goes_on, lasting, forget)


def kinds_that_go_on() -> list[str]:
    """Return the kinds whose failed jobs are reopened."""
    return [kind for kind, work in _kinds.items() if work.goes_on]


def all_work() -> Mapping[str, Work]:
    """Return the functions behind every kind."""
    return _kinds


def work_for(kind: str) -> Work:
    """Return the functions behind ``kind``."""
    return _kinds[kind]

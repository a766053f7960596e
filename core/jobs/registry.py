"""Which function does which kind of job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from core.jobs.context import JobContext

Handler = Callable[["JobContext"], None]
OnDead = Callable[[UUID, UUID, str, str], None]


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of job: what does it, and what is told when it cannot be done.

    ``on_dead(workspace_id, subject_id, code, message)`` marks the subject as failed or cancelled.
    """

    handler: Handler
    on_dead: OnDead


_kinds: dict[str, Work] = {}


def register_job(kind: str, handler: Handler, on_dead: OnDead) -> None:
    """Name the functions behind a kind of job; called once, at start-up."""
    _kinds[kind] = Work(handler, on_dead)


def work_for(kind: str) -> Work:
    """Return the functions behind ``kind``."""
    return _kinds[kind]

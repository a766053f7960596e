"""The registry of executors: each feature registers its kind of run at start-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ai_features.runs.models import Mode, Run
from core.json import Json

if TYPE_CHECKING:
    from ai_features.runs.context import RunContext


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a run. The kind defines ``output``; tokens and cost come from the ledger."""

    output: Json
    citations: list[Json] = field(default_factory=list)
    refused: bool = False
    mode: Mode = Mode.EXTRACTIVE
    model: str = ""


Executor = Callable[["RunContext"], Outcome]
Present = Callable[[Run], Json]
KeepPartial = Callable[[Run, str], Json]
OnEnd = Callable[[Run], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """The functions behind one kind of run.

    ``present(run)`` returns the whole answer as a non-streaming call would; ``done`` carries it.
    ``keep_partial(run, text)`` returns the output of a run that was stopped after ``text``.
    ``on_end(run)`` is called exactly once, in the transaction in which the run becomes done, failed
    or cancelled.
    """

    execute: Executor
    present: Present | None = None
    keep_partial: KeepPartial | None = None
    on_end: OnEnd | None = None


_kinds: dict[str, Kind] = {}


def register(
    kind: str,
    execute: Executor,
    *,
    present: Present | None = None,
    keep_partial: KeepPartial | None = None,
    on_end: OnEnd | None = None,
) -> None:
    """Register the functions behind a kind of run."""
    _kinds[kind] = Kind(execute, present, keep_partial, on_end)


def kind_of(run: Run) -> Kind | None:
    """Return the functions behind ``run``; None for kinds that are only recorded, like searches."""
    return _kinds.get(run.kind)

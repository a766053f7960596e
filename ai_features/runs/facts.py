"""The run counts and costs that the list of workspaces shows."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.template.defaultfilters import pluralize

from ai_features.runs.models import RunStatus
from core.tenancy.counting import count_over_mine
from core.workspaces.facts import Facts, Figure, Note


def run_facts(workspaces: list[UUID]) -> Mapping[UUID, Facts]:
    """Return the runs of the last seven days, day by day in UTC, and how many of them failed."""
    rows = count_over_mine("runs_runs_of_mine", workspaces)
    return {workspace: _of_runs(**row) for workspace, row in rows.items()}


def spend_facts(workspaces: list[UUID]) -> Mapping[UUID, Facts]:
    """Return what model calls have cost since the first of the month, in UTC."""
    rows = count_over_mine("runs_spend_of_mine", workspaces)
    return {workspace: Facts(figures=[_spend(**row)]) for workspace, row in rows.items()}


def _of_runs(*, active_at: object, days: list[int], failed: int) -> Facts:
    total = sum(days)
    facts = Facts(active_at)  # type: ignore[arg-type]  # a timestamptz
    words = f"{total:,} run{pluralize(total)} this week" if total else "No runs this week"
    line = tuple(days) if total else ()
    facts.figures.append(Figure(words, line=line, label="Runs a day in the last 7 days"))
    if failed:
        note = f"{failed:,} run{pluralize(failed)} failed this week"
        facts.notes.append(Note(note, "failed", "runs:runs", f"status={RunStatus.FAILED}"))
    return facts


def _spend(*, cost: int, unknown: int) -> Figure:
    """Return a sum along with what it leaves out: a call of unknown price is not free."""
    words = "this month"
    if unknown:
        words += f" and {unknown:,} call{pluralize(unknown)} of unknown price"
    return Figure(words, micro_usd=cost)

"""Add up what a workspace has used, from the ledger and the runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Coalesce, TruncDate

from ai_features.runs.models import ActorKind, LedgerEntry, LedgerState, Run
from core.workspaces.models import Workspace

GroupBy = Literal["day", "project", "demo", "model", "key", "link"]
Expression = Any


@dataclass
class UsageRow:
    """The usage of one group; calls of unknown price are counted separately, not as free."""

    group: str
    label: str
    runs: int = 0
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_micro_usd: int = 0
    calls_with_unknown_cost: int = 0
    failed_calls: int = 0


@dataclass
class UsageReport:
    """Groups in order, and their sum."""

    group_by: GroupBy
    rows: list[UsageRow] = field(default_factory=list)

    @property
    def total(self) -> UsageRow:
        """The sum of all groups."""
        total = UsageRow(group="total", label="Total")
        for row in self.rows:
            _add(total, row)
        return total


@dataclass(frozen=True)
class _Grouping:
    """How to group runs and ledger entries; without a label, a group is shown by its value."""

    of_runs: Expression
    of_ledger: Expression
    only_runs: Q = field(default_factory=Q)
    only_ledger: Q = field(default_factory=Q)
    label_of_runs: Expression | None = None
    label_of_ledger: Expression | None = None


def _text(expression: Expression) -> Expression:
    return Coalesce(Cast(expression, CharField()), Value(""))


def _by_actor(kind: str) -> _Grouping:
    return _Grouping(
        _text("actor_id"),
        _text("run__actor_id"),
        Q(actor_kind=kind),
        Q(run__actor_kind=kind),
        F("actor_label"),
        F("run__actor_label"),
    )


GROUPINGS: Final[dict[str, Callable[[], _Grouping]]] = {
    "day": lambda: _Grouping(_text(TruncDate("created_at")), _text(TruncDate("created_at"))),
    "project": lambda: _Grouping(
        _text("project_id"),
        _text("run__project_id"),
        label_of_runs=F("project__name"),
        label_of_ledger=_text("run__project__name"),
    ),
    "demo": lambda: _Grouping(
        _text("demo_id"),
        _text("run__demo_id"),
        label_of_runs=F("demo__name"),
        label_of_ledger=_text("run__demo__name"),
    ),
    "model": lambda: _Grouping(F("model"), F("model")),
    "key": lambda: _by_actor(ActorKind.KEY),
    "link": lambda: _by_actor(ActorKind.VISITOR),
}


def usage(
    workspace: Workspace,
    *,
    group_by: GroupBy,
    since: datetime | None = None,
    until: datetime | None = None,
) -> UsageReport:
    """Return the usage from ``since`` up to but excluding ``until``, in two queries."""
    grouping = GROUPINGS[group_by]()
    runs = Run.objects.for_workspace(workspace).filter(grouping.only_runs, _within(since, until))
    ledger = LedgerEntry.objects.for_workspace(workspace).filter(
        grouping.only_ledger, _within(since, until)
    )
    rows: dict[str, UsageRow] = {}
    for found in _count_runs(runs, grouping):
        _row(rows, found).runs = found["runs"]
    for found in _count_ledger(ledger, grouping):
        _take(_row(rows, found), found)
    newest_first = group_by == "day"
    ordered = sorted(rows.values(), key=lambda row: (row.label, row.group), reverse=newest_first)
    return UsageReport(group_by, ordered)


def _count_runs(runs: QuerySet[Run], grouping: _Grouping) -> Any:
    label = grouping.label_of_runs or grouping.of_runs
    return (
        runs.order_by()
        .annotate(usage_group=grouping.of_runs, usage_label=label)
        .values("usage_group", "usage_label")
        .annotate(runs=Count("pk"))
    )


def _count_ledger(ledger: QuerySet[LedgerEntry], grouping: _Grouping) -> Any:
    label = grouping.label_of_ledger or grouping.of_ledger
    return (
        ledger.order_by()
        .annotate(usage_group=grouping.of_ledger, usage_label=label)
        .values("usage_group", "usage_label")
        .annotate(
            calls=Count("pk"),
            tokens_in=Sum("input_tokens", default=0),
            tokens_out=Sum("output_tokens", default=0),
            cost=Sum("cost_micro_usd", default=0),
            unknown=Count("pk", filter=Q(cost_micro_usd=None)),
            failed=Count("pk", filter=Q(state=LedgerState.FAILED)),
        )
    )


def _within(since: datetime | None, until: datetime | None) -> Q:
    period = Q()
    if since:
        period &= Q(created_at__gte=since)
    if until:
        period &= Q(created_at__lt=until)
    return period


def _row(rows: dict[str, UsageRow], found: dict[str, Any]) -> UsageRow:
    group = found["usage_group"]
    return rows.setdefault(group, UsageRow(group=group, label=found["usage_label"] or group))


def _take(row: UsageRow, found: dict[str, Any]) -> None:
    row.calls += found["calls"]
    row.input_tokens += found["tokens_in"]
    row.output_tokens += found["tokens_out"]
    row.cost_micro_usd += found["cost"]
    row.calls_with_unknown_cost += found["unknown"]
    row.failed_calls += found["failed"]


def _add(total: UsageRow, row: UsageRow) -> None:
    total.runs += row.runs
    total.calls += row.calls
    total.input_tokens += row.input_tokens
    total.output_tokens += row.output_tokens
    total.cost_micro_usd += row.cost_micro_usd
    total.calls_with_unknown_cost += row.calls_with_unknown_cost
    total.failed_calls += row.failed_calls

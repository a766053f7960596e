"""Runs, with their events, spans, ledger entries and feedback."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.db import models

from core.tenancy.owned import WorkspaceOwned, owned_constraint


class RunStatus(models.TextChoices):
    """Where a run stands; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN: Final = (RunStatus.QUEUED, RunStatus.RUNNING)
FINAL: Final = (RunStatus.DONE, RunStatus.FAILED, RunStatus.CANCELLED)
LONGEST_COMMENT: Final = 4_000


class Mode(models.TextChoices):
    """Whether an output was quoted or written."""

    EXTRACTIVE = "extractive"
    GENERATIVE = "generative"


class ActorKind(models.TextChoices):
    """The kinds of actor who may ask."""

    USER = "user"
    KEY = "key"
    VISITOR = "visitor"


class Run(WorkspaceOwned):
    """One execution of a demo for somebody.

    ``token`` is that of the job executing it: a job with any other token may write nothing.
    ``cost_micro_usd`` is null while any of its model calls has no known price. ``conversation_id``
    groups runs; it is not a foreign key, as conversations live in a higher layer.
    """

    project = models.ForeignKey(
        "projects.Project", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    demo = models.ForeignKey("projects.Demo", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    conversation_id = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=8, choices=ActorKind.choices)
    actor_id = models.UUIDField()
    actor_label = models.CharField(max_length=320)
    status = models.CharField(max_length=10, choices=RunStatus.choices, default=RunStatus.QUEUED)
    token = models.PositiveIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    input = models.JSONField(default=dict)
    output = models.JSONField(default=dict)
    citations = models.JSONField(default=list)
    refused = models.BooleanField(default=False)
    mode = models.CharField(max_length=10, choices=Mode.choices, blank=True)
    model = models.CharField(max_length=200, blank=True)
    input_tokens = models.PositiveBigIntegerField(default=0)
    output_tokens = models.PositiveBigIntegerField(default=0)
    cost_micro_usd = models.BigIntegerField(null=True, default=0)
    latency_ms = models.PositiveIntegerField(null=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=80, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(WorkspaceOwned.Meta):
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar = [owned_constraint("run_in_workspace")]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="run_newest"),
            models.Index(fields=["project", "-created_at", "-id"], name="run_newest_in_project"),
            models.Index(fields=["workspace", "conversation_id"], name="run_of_conversation"),
            models.Index(
                fields=["workspace", "-created_at"],
                name="run_failed",
                condition=models.Q(status=RunStatus.FAILED),
            ),
        ]

    @property
    def asked(self) -> dict[str, Any]:
        """The input; if the run was fetched in brief, with only the beginning of a pasted text."""
        asked: dict[str, Any] = getattr(self, "brief" if "brief" in vars(self) else "input")
        return asked

    @property
    def is_final(self) -> bool:
        """Whether the run has ended."""
        return self.status in FINAL


class EventKind(models.TextChoices):
    """The events of a run; ``done`` and ``error`` come last."""

    START = "start"
    RETRIEVED = "retrieved"
    DELTA = "delta"
    CITATION = "citation"
    USAGE = "usage"
    PROGRESS = "progress"
    DONE = "done"
    ERROR = "error"


LAST_WORDS: Final = (EventKind.DONE, EventKind.ERROR)


class RunEvent(WorkspaceOwned):
    """One event of a run, ordered by ``seq``, which counts from 1.

    There are no gaps until, long after the run is done, the events that ``done`` repeats are
    deleted.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=EventKind.choices)
    data = models.JSONField(default=dict)

    class Meta(WorkspaceOwned.Meta):
        ordering: ClassVar[list[str]] = ["seq"]
        indexes: ClassVar = [models.Index(fields=["workspace"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "seq"], name="one_event_a_place"),
        ]


class SpanKind(models.TextChoices):
    """What the time of a span was spent on."""

    RETRIEVAL = "retrieval"
    PROMPT = "prompt"
    MODEL = "model"
    TOOL = "tool"
    STEP = "step"


class Span(WorkspaceOwned):
    """A stretch of a run's time, and what went in and came out."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="spans", db_index=False)
    attempt = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=SpanKind.choices)
    name = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    duration_ms = models.FloatField()
    data = models.JSONField(default=dict)
    error_code = models.CharField(max_length=40, blank=True)

    class Meta(WorkspaceOwned.Meta):
        ordering: ClassVar[list[str]] = ["started_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["workspace"]),
            models.Index(fields=["run", "started_at"], name="span_of_run"),
        ]


class LedgerState(models.TextChoices):
    """Whether the cost of a model call is still open."""

    OPEN = "open"
    SETTLED = "settled"
    FAILED = "failed"


class LedgerEntry(WorkspaceOwned):
    """The cost of one model call: opened before it, settled exactly once after it.

    Outlives its run, so that deleting a project does not make its cost disappear. A null
    ``cost_micro_usd`` means unknown, never free. ``estimated`` marks token counts that the provider
    did not report.
    """

    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="ledger")
    call_id = models.UUIDField(unique=True)
    provider = models.CharField(max_length=200)
    model = models.CharField(max_length=200)
    purpose = models.CharField(max_length=20)
    state = models.CharField(max_length=8, choices=LedgerState.choices, default=LedgerState.OPEN)
    input_tokens = models.PositiveBigIntegerField(default=0)
    output_tokens = models.PositiveBigIntegerField(default=0)
    estimated = models.BooleanField(default=False)
    reserved_micro_usd = models.BigIntegerField(null=True)
    cost_micro_usd = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta(WorkspaceOwned.Meta):
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-created_at"], name="ledger_newest"),
            models.Index(
                fields=["created_at"],
                name="ledger_open",
                condition=models.Q(state=LedgerState.OPEN),
            ),
        ]


class Rating(models.TextChoices):
    """What somebody thought of an output."""

    UP = "up"
    DOWN = "down"


class Feedback(WorkspaceOwned):
    """One person's judgement of one run; judging again replaces it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="feedback", db_index=False)
    actor_kind = models.CharField(max_length=8, choices=ActorKind.choices)
    actor_id = models.UUIDField()
    actor_label = models.CharField(max_length=320)
    rating = models.CharField(max_length=4, choices=Rating.choices)
    comment = models.TextField(blank=True, max_length=LONGEST_COMMENT)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(WorkspaceOwned.Meta):
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["workspace"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "actor_kind", "actor_id"], name="one_judgement_a_person"
            ),
        ]

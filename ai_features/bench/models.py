"""A project's golden set, and its measurements."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from core.tenancy.owned import WorkspaceOwned, owned_constraint
from projects.models import Document, Project

LONGEST_QUESTION: Final = 1_000
# The constraints that refuse the same question twice, and a second open measurement.
ONCE: Final = "a_golden_question_once"
ONE_OPEN: Final = "one_open_measurement_a_project"


class GoldenQuestion(WorkspaceOwned):
    """A question that certain passages are known to answer.

    ``digest`` is that of its words regardless of case: a project has each question once.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    question = models.TextField(max_length=LONGEST_QUESTION)
    digest = models.CharField(max_length=64)

    class Meta(WorkspaceOwned.Meta):
        constraints: ClassVar = [
            owned_constraint("golden_question_in_workspace"),
            models.UniqueConstraint(fields=["workspace", "project", "digest"], name=ONCE),
        ]


class GoldenPassage(WorkspaceOwned):
    """Where an answer is: ``page.text[start:end] == quote`` when it was added.

    A place in the document, not a chunk, so that it survives re-chunking.
    """

    question = models.ForeignKey(GoldenQuestion, on_delete=models.CASCADE, related_name="passages")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    page = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()

    class Meta(WorkspaceOwned.Meta):
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "question", "document", "page", "start", "end"],
                name="a_golden_passage_once",
            ),
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="golden_passage_holds_text"
            ),
        ]


class MeasurementState(models.TextChoices):
    """The states of a measurement; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN: Final = (MeasurementState.QUEUED, MeasurementState.RUNNING)


class Measurement(WorkspaceOwned):
    """How well the whole golden set was found, with which settings, in which index.

    ``index`` is what :func:`ai_features.bench.queries.snapshot_of` returned; ``scores`` are means
    over the questions, empty until it is done.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(
        max_length=10, choices=MeasurementState.choices, default=MeasurementState.QUEUED
    )
    mode = models.CharField(max_length=10, default="hybrid")
    settings = models.JSONField(default=dict)
    index = models.JSONField(default=dict)
    scores = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    median_ms = models.FloatField(null=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField()
    actor_label = models.CharField(max_length=254)
    finished_at = models.DateTimeField(null=True)

    class Meta(WorkspaceOwned.Meta):
        indexes: ClassVar = [models.Index(fields=["workspace", "project", "-created_at"])]
        constraints: ClassVar = [
            owned_constraint("measurement_in_workspace"),
            models.UniqueConstraint(
                fields=["workspace", "project"],
                name=ONE_OPEN,
                condition=models.Q(state__in=["queued", "running"]),
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it has not ended yet."""
        return self.state in OPEN


class MeasuredQuestion(WorkspaceOwned):
    """One question of a measurement, as it was then.

    ``places`` are the golden passages as ``{document_id, page, start, end, rank}``, rank None if
    not found; ``found`` are the passages found, best first, with a ``score`` instead of a rank. Ids
    and places only: the text stays in the documents.
    """

    measurement = models.ForeignKey(Measurement, on_delete=models.CASCADE, related_name="questions")
    golden_id = models.UUIDField()
    question = models.TextField()
    places = models.JSONField(default=list)
    found = models.JSONField(default=list)
    scores = models.JSONField(default=dict)
    took_ms = models.FloatField()

    class Meta(WorkspaceOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "measurement", "golden_id"], name="a_question_measured_once"
            ),
        ]

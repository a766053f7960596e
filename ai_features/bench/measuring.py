"""The job that asks every golden question and records what is found."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any, Final, cast
from uuid import UUID

from django.utils import timezone

from ai_features.bench.models import (
    OPEN,
    GoldenQuestion,
    MeasuredQuestion,
    Measurement,
    MeasurementState,
)
from ai_features.bench.queries import golden_of, results_of, snapshot_of
from ai_features.bench.scoring import DEEPEST, mean_scores, place_of, rank_of, scores
from ai_features.bench.services import JOB
from ai_features.gateway.errors import ProviderFailed
from ai_features.knowledge.finding.results import SearchResult
from ai_features.knowledge.search import search
from ai_features.knowledge.settings import SearchSettings
from ai_features.knowledge.words.query import Mode
from core.errors import DomainError
from core.jobs.context import JobCancelled, JobContext, JobFailed
from core.jobs.registry import register_job
from core.tenancy.scope import in_workspace

STAGE: Final = "measuring"
EMPTY: Final = (
    "empty_golden_set",
    "No golden question has a passage left: the documents that held them were deleted.",
)


def register() -> None:
    """Register the handlers of the measurement job."""
    register_job(JOB, measure, give_up)


def measure(context: JobContext) -> None:
    """Ask each question with the measurement's settings; a retry asks only those left."""
    measurement, golden = _begin(context)
    known = {row.golden_id for row in _results(measurement)}
    settings = SearchSettings(**measurement.settings)
    for done, question in enumerate(golden):
        context.progress(done, len(golden), STAGE)
        if question.pk not in known:
            _keep(context, measurement, question, _ask(measurement, question, settings), done + 1)
    _finish(context, measurement)


def give_up(workspace_id: UUID, subject_id: UUID, code: str, message: str) -> None:
    """Record why a measurement ended early; what it has found is kept."""
    state = MeasurementState.CANCELLED if code == "cancelled" else MeasurementState.FAILED
    with in_workspace(workspace_id):
        rows = Measurement.objects.for_workspace(workspace_id).filter(pk=subject_id)
        rows.filter(state__in=OPEN).update(
            state=state, error_code=code, error_message=message, finished_at=timezone.now()
        )


def _begin(context: JobContext) -> tuple[Measurement, list[GoldenQuestion]]:
    with in_workspace(context.workspace_id):
        context.hold()
        rows = _open(context).select_related("project")
        measurement = rows.select_for_update(of=("self",), no_key=True).first()
        if measurement is None:
            raise JobCancelled
        golden = [row for row in golden_of(measurement.project) if row.passages.all()]
        if not golden:
            raise JobFailed(*EMPTY)
        index = snapshot_of(measurement.project)
        # A row changed twice has its keys checked again: a deletion of the project would deadlock.
        _open(context).update(state=MeasurementState.RUNNING, total=len(golden), index=index)
    return measurement, golden


def _ask(
    measurement: Measurement, question: GoldenQuestion, settings: SearchSettings
) -> SearchResult:
    """Return what is found; fail rather than measure a search whose provider step failed."""
    try:
        result = search(
            project=measurement.project,
            query=question.question,
            limit=DEEPEST,
            mode=cast("Mode", measurement.mode),
            settings=settings,
        )
    except ProviderFailed as error:
        raise JobFailed(error.code, error.in_full) from error
    except DomainError as error:
        raise JobFailed(error.code, error.detail) from error
    if result.notes:
        raise JobFailed("step_failed", " ".join(result.notes))
    return result


def _keep(
    context: JobContext,
    measurement: Measurement,
    question: GoldenQuestion,
    result: SearchResult,
    done: int,
) -> None:
    found = [place_of(passage) for passage in result.passages]
    golden = [place_of(passage) for passage in question.passages.all()]
    ranks = [rank_of(place, found) for place in golden]
    with in_workspace(context.workspace_id):
        context.hold()
        if not _open(context).update(done=done):
            raise JobCancelled
        MeasuredQuestion(
            workspace_id=context.workspace_id,
            measurement=measurement,
            golden_id=question.pk,
            question=question.question,
            places=[
                place.as_json() | {"rank": rank} for place, rank in zip(golden, ranks, strict=True)
            ],
            found=[
                place.as_json() | {"score": passage.score}
                for place, passage in zip(found, result.passages, strict=True)
            ],
            scores=scores(ranks),
            took_ms=result.timings_ms["total"],
        ).save(force_insert=True)


def _finish(context: JobContext, measurement: Measurement) -> None:
    with in_workspace(context.workspace_id):
        context.hold()
        rows = results_of(measurement)
        _open(context).update(
            state=MeasurementState.DONE,
            done=len(rows),
            total=len(rows),
            scores=mean_scores([row.scores for row in rows]),
            median_ms=median(row.took_ms for row in rows),
            finished_at=timezone.now(),
        )


def _results(measurement: Measurement) -> Sequence[MeasuredQuestion]:
    with in_workspace(measurement.workspace_id):
        return results_of(measurement)


def _open(context: JobContext) -> Any:
    rows = Measurement.objects.for_workspace(context.workspace_id)
    return rows.filter(pk=context.subject_id, state__in=OPEN)

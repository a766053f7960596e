"""REST: what was measured with a golden set."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Router, Schema, Status
from pydantic import Field

from ai_features.bench.models import Measurement, MeasurementState
from ai_features.bench.queries import get_measurement, measurements_of, results_of
from ai_features.bench.services import request_measurement, stop_measurement
from ai_features.knowledge.settings import Reranking, SearchSettings, Understanding
from ai_features.knowledge.words.query import Mode
from core.rest.pagination import Cursor, Limit, paginate
from core.rest.schemas import In, Page
from core.rights import Right
from projects.rest import ProjectRequest, requires_project

router = Router(tags=["golden sets"])
PATH = "/workspaces/{workspace}/projects/{project}/golden/measurements"
ONE = PATH + "/{id:measurement_id}"


class SettingsIn(In):
    """How to search: the share of meaning from 0 to 1; null is the standard one.

    ``understanding`` is what a model first does with the question, ``rerank`` is what reorders the
    passages; both need a provider.
    """

    vector_share: float | None = Field(None, ge=0, le=1)
    understanding: Understanding = "off"
    rerank: Reranking = "off"


class MeasurementIn(In):
    """What to measure; without settings, the project's own are used."""

    mode: Mode = "hybrid"
    settings: SettingsIn | None = None


class MeasureProgressOut(Schema):
    """How many questions have been asked, out of how many."""

    done: int
    total: int


class MeasureErrorOut(Schema):
    """Why a measurement failed."""

    code: str
    message: str


class IndexOut(Schema):
    """What was searched; equal fingerprints mean the same documents, embedded by the same model."""

    documents: int
    chunks: int
    embedding: str
    fingerprint: str


class ScoresOut(Schema):
    """Means over the questions, each from 0 to 1."""

    recall_1: float
    recall_3: float
    recall_5: float
    recall_10: float
    mrr_10: float
    ndcg_10: float


class MeasurementOut(Schema):
    """A measurement of the whole golden set; ``scores`` are null until it is done."""

    id: UUID
    status: Literal["queued", "running", "done", "failed", "cancelled"]
    mode: Mode
    settings: dict[str, Any]
    index: IndexOut
    progress: MeasureProgressOut
    scores: ScoresOut | None
    median_ms: float | None
    error: MeasureErrorOut | None
    created_at: datetime
    finished_at: datetime | None

    @staticmethod
    def resolve_status(row: Measurement) -> str:
        """Return the state."""
        return row.state

    @staticmethod
    def resolve_progress(row: Measurement) -> dict[str, int]:
        """Return how far it has come."""
        return {"done": row.done, "total": row.total}

    @staticmethod
    def resolve_scores(row: Measurement) -> dict[str, float] | None:
        """Return the means; None until it is done."""
        return row.scores if row.state == MeasurementState.DONE else None

    @staticmethod
    def resolve_error(row: Measurement) -> dict[str, str] | None:
        """Return the error; None unless it failed."""
        if row.state != MeasurementState.FAILED:
            return None
        return {"code": row.error_code, "message": row.error_message}


class GoldenPlaceOut(Schema):
    """Where an answer is, and the rank at which it was found, if it was."""

    document_id: UUID
    page: int
    start: int
    end: int
    rank: int | None


class FoundPlaceOut(Schema):
    """What was found."""

    document_id: UUID
    page: int
    start: int
    end: int
    score: float


class MeasuredOut(Schema):
    """One question of a measurement."""

    golden_id: UUID
    question: str
    places: list[GoldenPlaceOut]
    found: list[FoundPlaceOut]
    scores: ScoresOut
    took_ms: float


class MeasurementWithResultsOut(MeasurementOut):
    """A measurement with what was found for each question."""

    results: list[MeasuredOut]

    @staticmethod
    def resolve_results(row: Measurement) -> list[Any]:
        """Return the questions in the order they were measured."""
        return list(results_of(row))


@router.get(PATH, response=Page[MeasurementOut], operation_id="list_measurements")
@requires_project(Right.DOCUMENT_READ)
def list_measurements(
    request: ProjectRequest, workspace: str, project: str, limit: Limit, cursor: Cursor
) -> dict[str, Any]:
    """Return the measurements, newest first."""
    return paginate(
        measurements_of(request.project), of=request.project, limit=limit, cursor=cursor
    )


@router.post(PATH, response={202: MeasurementOut}, operation_id="start_measurement")
@requires_project(Right.PROJECT_WRITE)
def start(
    request: ProjectRequest, workspace: str, project: str, body: MeasurementIn
) -> Status[Measurement]:
    """Measure the golden set in the background, with the project's settings or with others.

    While the same settings are being measured, that measurement is returned.
    """
    measurement = request_measurement(
        actor=request.actor,
        project=request.project,
        mode=body.mode,
        settings=SearchSettings(**body.settings.model_dump()) if body.settings else None,
    )
    return Status(202, measurement)


@router.get(ONE, response=MeasurementWithResultsOut, operation_id="get_measurement")
@requires_project(Right.DOCUMENT_READ)
def read(
    request: ProjectRequest, workspace: str, project: str, measurement_id: UUID
) -> Measurement:
    """Return a measurement with what was found for each question."""
    return get_measurement(project=request.project, measurement_id=measurement_id)


@router.post(ONE + "/cancel", response={202: MeasurementOut}, operation_id="cancel_measurement")
@requires_project(Right.PROJECT_WRITE)
def cancel(
    request: ProjectRequest, workspace: str, project: str, measurement_id: UUID
) -> Status[Measurement]:
    """Stop a measurement; what it has found so far stays."""
    measurement = get_measurement(project=request.project, measurement_id=measurement_id)
    stop_measurement(measurement)
    measurement.refresh_from_db()
    return Status(202, measurement)

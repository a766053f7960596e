"""Read golden sets and their measurements."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final, TypedDict
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from ai_features.bench.models import (
    OPEN,
    GoldenPassage,
    GoldenQuestion,
    MeasuredQuestion,
    Measurement,
    MeasurementState,
)
from ai_features.bench.scoring import Place
from ai_features.knowledge.indexing.spaces import active_space
from ai_features.knowledge.models import Chunk
from core.errors import NotFound
from projects.models import Document, DocumentStatus, Project
from projects.queries import documents_of

NO_GOLDEN: Final = "There is no such golden question."
NO_MEASUREMENT: Final = "There is no such measurement."


class IndexSnapshot(TypedDict):
    """What there was to find; equal fingerprints mean the same documents and model."""

    documents: int
    chunks: int
    embedding: str
    fingerprint: str


def golden_of(project: Project) -> QuerySet[GoldenQuestion]:
    """Return a project's golden questions, newest first, each with its passages and documents."""
    rows = GoldenQuestion.objects.for_workspace(project.workspace_id).filter(project=project)
    passages = GoldenPassage.objects.for_workspace(project.workspace_id).select_related("document")
    return rows.order_by("-created_at", "-id").prefetch_related(Prefetch("passages", passages))


def golden_count(project: Project) -> int:
    """Return how many golden questions the project has."""
    rows = GoldenQuestion.objects.for_workspace(project.workspace_id)
    return rows.filter(project=project).count()


def get_golden(*, project: Project, golden_id: UUID) -> GoldenQuestion:
    """Return a golden question of the project; raise ``NotFound`` for any other."""
    found = golden_of(project).filter(pk=golden_id).first()
    if found is None:
        raise NotFound(NO_GOLDEN)
    return found


def golden_beside(golden: GoldenQuestion) -> GoldenQuestion | None:
    """Return the question listed below ``golden``, or above it if it is the last."""
    rows = golden_of(golden.project)
    at, pk = golden.created_at, golden.pk
    below = rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk)).first()
    return below or rows.filter(Q(created_at__gt=at) | Q(created_at=at, pk__gt=pk)).last()


def golden_called(*, project: Project, question: str) -> GoldenQuestion | None:
    """Return the golden question with these words, if the project has it."""
    return golden_of(project).filter(digest=digest_of(question)).first()


def digest_of(question: str) -> str:
    """Return a digest of the question that ignores case and spacing."""
    return hashlib.sha256(" ".join(question.casefold().split()).encode()).hexdigest()


def measurements_of(project: Project) -> QuerySet[Measurement]:
    """Return a project's measurements, newest first."""
    rows = Measurement.objects.for_workspace(project.workspace_id).filter(project=project)
    return rows.order_by("-created_at", "-id")


def get_measurement(*, project: Project, measurement_id: UUID) -> Measurement:
    """Return a measurement of the project; raise ``NotFound`` for any other."""
    found = measurements_of(project).filter(pk=measurement_id).first()
    if found is None:
        raise NotFound(NO_MEASUREMENT)
    return found


def open_measurement(project: Project) -> Measurement | None:
    """Return the measurement that is queued or running, if there is one."""
    return measurements_of(project).filter(state__in=OPEN).first()


def finished(project: Project) -> QuerySet[Measurement]:
    """Return the measurements that were completed, newest first."""
    return measurements_of(project).filter(state=MeasurementState.DONE)


def measured_before(measurement: Measurement) -> Measurement | None:
    """Return the newest completed measurement from before this one, if any."""
    rows = finished(measurement.project).filter(created_at__lt=measurement.created_at)
    return rows.first()


def results_of(measurement: Measurement) -> list[MeasuredQuestion]:
    """Return what was found for each question, in the order they were measured."""
    rows = MeasuredQuestion.objects.for_workspace(measurement.workspace_id)
    return list(rows.filter(measurement=measurement).order_by("created_at", "id"))


def titles_of(project: Project, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the titles of those documents of the project that still exist."""
    return dict(documents_of(project).filter(pk__in=set(ids)).values_list("pk", "title"))


def chunks_by_id(project: Project, ids: Iterable[UUID]) -> dict[UUID, Chunk]:
    """Return those chunks of the project with their documents' titles and languages."""
    rows = Chunk.objects.for_workspace(project.workspace_id).filter(project=project)
    found = rows.filter(pk__in=set(ids)).select_related("document")
    fields = ("document_id", "page", "page_label", "start", "end", "text", "section", "steps")
    return {
        chunk.pk: chunk for chunk in found.only(*fields, "document__title", "document__language")
    }


def chunk_places(project: Project, ids: Iterable[UUID]) -> dict[UUID, Place]:
    """Return the places of those chunks of the project."""
    rows = Chunk.objects.for_workspace(project.workspace_id).filter(project=project)
    found = rows.filter(pk__in=set(ids)).values_list("pk", "document_id", "page", "start", "end")
    return {pk: Place(document, page, start, end) for pk, document, page, start, end in found}


def snapshot_of(project: Project) -> IndexSnapshot:
    """Return what there is to find in the project now."""
    rows = Document.objects.for_workspace(project.workspace_id).filter(
        project=project, status=DocumentStatus.READY
    )
    known = sorted(rows.values_list("pk", "sha256", "title", "chunk_count"))
    space = active_space(project)
    embedding = space.model_key if space else ""
    told = ";".join([embedding, *(":".join(map(str, each)) for each in known)])
    return IndexSnapshot(
        documents=len(known),
        chunks=sum(chunks for *_, chunks in known),
        embedding=embedding,
        fingerprint=hashlib.sha256(told.encode()).hexdigest()[:16],
    )

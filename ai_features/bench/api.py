"""REST: a project's golden set."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from ninja import Router, Schema, Status
from pydantic import Field, model_validator

from ai_features.bench.library import Library, Spot
from ai_features.bench.locating import LONGEST_QUOTE
from ai_features.bench.models import LONGEST_QUESTION, GoldenPassage, GoldenQuestion
from ai_features.bench.queries import get_golden, golden_of
from ai_features.bench.scoring import Place
from ai_features.bench.services import MOST_PASSAGES, add_golden, delete_golden, reword_golden
from core.rest.pagination import Cursor, Limit, paginate
from core.rest.schemas import In, Page
from core.rights import Right
from projects.models import Project
from projects.queries import documents_by_id, get_document
from projects.rest import ProjectRequest, requires_project

router = Router(tags=["golden sets"])
PATH = "/workspaces/{workspace}/projects/{project}/golden"
BIGGEST = 2**31 - 1


class GoldenPassageIn(In):
    """Where an answer stands: its words, or its span in the text of a page."""

    document_id: UUID
    page: int | None = Field(None, ge=1, le=BIGGEST)
    start: int | None = Field(None, ge=0, le=BIGGEST)
    end: int | None = Field(None, ge=1, le=BIGGEST)
    quote: str = Field("", max_length=LONGEST_QUOTE)

    @model_validator(mode="after")
    def _some_place(self) -> Self:
        if not self.quote.strip() and None in (self.page, self.start, self.end):
            raise ValueError("give the words as quote, or page, start and end")
        return self


class GoldenIn(In):
    """A question, and the passages that answer it."""

    question: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    passages: list[GoldenPassageIn] = Field(min_length=1, max_length=MOST_PASSAGES)


class RewordIn(In):
    """Other words for a question."""

    question: str = Field(min_length=1, max_length=LONGEST_QUESTION)


class GoldenPassageOut(Schema):
    """A span of a document's page, and what stood there when it was added."""

    id: UUID
    document_id: UUID
    title: str
    page: int
    start: int
    end: int
    quote: str

    @staticmethod
    def resolve_title(passage: GoldenPassage) -> str:
        """Return the document's title."""
        return passage.document.title


class GoldenOut(Schema):
    """A golden question; its passages are empty once the documents they were in are gone."""

    id: UUID
    question: str
    passages: list[GoldenPassageOut]
    created_at: datetime

    @staticmethod
    def resolve_passages(golden: GoldenQuestion) -> list[GoldenPassage]:
        """Return the passages in the order they were added."""
        return list(golden.passages.all())


@router.get(PATH, response=Page[GoldenOut], operation_id="list_golden")
@requires_project(Right.DOCUMENT_READ)
def list_golden(
    request: ProjectRequest, workspace: str, project: str, limit: Limit, cursor: Cursor
) -> dict[str, Any]:
    """Return the golden questions with their passages, newest first."""
    return paginate(golden_of(request.project), of=request.project, limit=limit, cursor=cursor)


@router.post(PATH, response={201: GoldenOut}, operation_id="add_golden")
@requires_project(Right.PROJECT_WRITE)
def add(
    request: ProjectRequest, workspace: str, project: str, body: GoldenIn
) -> Status[GoldenQuestion]:
    """Add a question and the passages that answer it; a known question gains the passages."""
    golden = add_golden(
        actor=request.actor,
        project=request.project,
        question=body.question,
        places=_places(request.project, body.passages),
    )
    return Status(201, get_golden(project=request.project, golden_id=golden.pk))


@router.patch(PATH + "/{id:golden_id}", response=GoldenOut, operation_id="reword_golden")
@requires_project(Right.PROJECT_WRITE)
def reword(
    request: ProjectRequest, workspace: str, project: str, golden_id: UUID, body: RewordIn
) -> GoldenQuestion:
    """Give a question other words; its passages stay, and so do earlier measurements."""
    golden = get_golden(project=request.project, golden_id=golden_id)
    return reword_golden(actor=request.actor, golden=golden, question=body.question)


@router.delete(PATH + "/{id:golden_id}", response={204: None}, operation_id="delete_golden")
@requires_project(Right.PROJECT_WRITE)
def delete(request: ProjectRequest, workspace: str, project: str, golden_id: UUID) -> Status[None]:
    """Remove a question from the golden set; earlier measurements stay."""
    golden = get_golden(project=request.project, golden_id=golden_id)
    delete_golden(actor=request.actor, golden=golden)
    return Status(204, None)


def _places(project: Project, passages: list[GoldenPassageIn]) -> list[Place]:
    for each in passages:
        get_document(project=project, document_id=each.document_id)
    ids = {each.document_id for each in passages}
    library = Library(documents_by_id(project, ids))
    return [
        library.place(Spot(str(each.document_id), each.page, each.start, each.end, each.quote))
        for each in passages
    ]

"""REST: documents of a project, and their pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema, Status

from core.rest.pagination import Cursor, Limit, paginate
from core.rest.schemas import Page
from core.rights import Right
from projects.api.bodies import BODY_SCHEMA, RenameIn, TextIn, UrlIn, read_body
from projects.documents import services
from projects.documents.files import file_response
from projects.models import Document, DocumentStatus
from projects.queries import documents_of, get_document, get_page
from projects.rest import ProjectRequest, requires_project

router = Router(tags=["documents"])
PATH = "/workspaces/{workspace}/projects/{project}/documents"


class ReadingOut(Schema):
    """How far the reading is: ``done`` of ``total`` steps of ``stage``."""

    done: int
    total: int
    stage: str


class UnreadableOut(Schema):
    """Why a document could not be read."""

    code: str
    message: str


class DocumentOut(Schema):
    """A document and its status.

    ``source`` is how it came in: ``upload``, ``url`` or ``text``. ``notice`` says what was read by
    text recognition, and how many pages have no text that could be read. ``sha256`` is the hash of
    its bytes, empty until a URL has been fetched; ``language`` is an ISO 639-1 code, empty if it is
    not plain. ``chunks`` counts the passages that searches find.
    """

    id: UUID
    title: str
    source: str
    source_url: str
    filename: str
    media_type: str
    status: Literal["queued", "processing", "ready", "failed"]
    progress: ReadingOut
    error: UnreadableOut | None
    notice: str
    pages: int
    chunks: int
    bytes: int
    sha256: str
    language: str
    created_at: datetime

    @staticmethod
    def resolve_progress(document: Document) -> ReadingOut:
        """Return the progress of the current stage."""
        return ReadingOut(
            done=document.progress_done, total=document.progress_total, stage=document.stage
        )

    @staticmethod
    def resolve_error(document: Document) -> UnreadableOut | None:
        """Return the reason; None unless the document failed."""
        if document.status != DocumentStatus.FAILED:
            return None
        return UnreadableOut(code=document.error_code, message=document.error_message)

    @staticmethod
    def resolve_pages(document: Document) -> int:
        """Return how many pages were found."""
        return document.page_count

    @staticmethod
    def resolve_chunks(document: Document) -> int:
        """Return how many chunks were made."""
        return document.chunk_count


class PageOut(Schema):
    """One page as text; citations point into it by character span."""

    number: int
    label: str
    text: str


@router.post(
    PATH, response={202: DocumentOut}, operation_id="add_document", openapi_extra=BODY_SCHEMA
)
@requires_project(Right.DOCUMENT_WRITE)
def add_document(request: ProjectRequest, workspace: str, project: str) -> Status[Document]:
    """Add a file (multipart `file`), an address (`{"url"}`) or a text (`{"title","text"}`).

    It is read in the background. The same bytes sent twice to a project are one document.
    """
    return Status(202, _added(request))


@router.get(PATH, response=Page[DocumentOut], operation_id="list_documents")
@requires_project(Right.DOCUMENT_READ)
def list_documents(
    request: ProjectRequest, workspace: str, project: str, limit: Limit, cursor: Cursor
) -> dict[str, Any]:
    """Return the documents, newest first."""
    return paginate(documents_of(request.project), of=request.project, limit=limit, cursor=cursor)


@router.get(PATH + "/{id:document_id}", response=DocumentOut, operation_id="get_document")
@requires_project(Right.DOCUMENT_READ)
def read_document(
    request: ProjectRequest, workspace: str, project: str, document_id: UUID
) -> Document:
    """Return one document and its status."""
    return get_document(project=request.project, document_id=document_id)


@router.post(
    PATH + "/{id:document_id}/retry", response={202: DocumentOut}, operation_id="retry_document"
)
@requires_project(Right.DOCUMENT_WRITE)
def retry(
    request: ProjectRequest, workspace: str, project: str, document_id: UUID
) -> Status[Document]:
    """Queue a failed document again; any other answers 409."""
    document = get_document(project=request.project, document_id=document_id)
    return Status(202, services.retry_document(document=document))


@router.patch(PATH + "/{id:document_id}", response=DocumentOut, operation_id="rename_document")
@requires_project(Right.DOCUMENT_WRITE)
def rename(
    request: ProjectRequest, workspace: str, project: str, document_id: UUID, body: RenameIn
) -> Document:
    """Give a document another title; searches go by it once its passages are indexed again.

    Answers given so far keep the former title. A document that is still being read cannot be
    renamed.
    """
    document = get_document(project=request.project, document_id=document_id)
    return services.rename_document(access=request.access, document=document, title=body.title)


@router.delete(PATH + "/{id:document_id}", response={204: None}, operation_id="delete_document")
@requires_project(Right.DOCUMENT_WRITE)
def delete(
    request: ProjectRequest, workspace: str, project: str, document_id: UUID
) -> Status[None]:
    """Delete a document with its file, pages and passages."""
    document = get_document(project=request.project, document_id=document_id)
    services.delete_document(access=request.access, document=document)
    return Status(204, None)


@router.get(
    PATH + "/{id:document_id}/pages/{int:number}",
    response=PageOut,
    operation_id="get_document_page",
)
@requires_project(Right.DOCUMENT_READ)
def page(
    request: ProjectRequest, workspace: str, project: str, document_id: UUID, number: int
) -> Any:
    """Return the text of page `number`, counted from 1."""
    document = get_document(project=request.project, document_id=document_id)
    return get_page(document=document, number=number)


@router.get(
    PATH + "/{id:document_id}/file",
    operation_id="get_document_file",
    openapi_extra={
        "responses": {
            200: {"description": "The file.", "content": {"application/octet-stream": {}}}
        }
    },
)
@requires_project(Right.DOCUMENT_READ)
def file(request: ProjectRequest, workspace: str, project: str, document_id: UUID) -> HttpResponse:
    """Return the bytes as they were uploaded, for download."""
    return file_response(get_document(project=request.project, document_id=document_id))


def _added(request: ProjectRequest) -> Document:
    access, project = request.access, request.project
    body = read_body(request)
    if isinstance(body, UrlIn):
        return services.add_url(access=access, project=project, url=body.url)
    if isinstance(body, TextIn):
        return services.add_text(access=access, project=project, title=body.title, text=body.text)
    return services.add_upload(
        access=access,
        project=project,
        filename=body.file.name or "",
        content=body.file.read(),
        title=body.title,
    )

"""Index a renamed document again: its title is embedded and counted with each of its passages."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from ai_features.knowledge.indexing.index import index_document
from core.errors import DomainError
from core.jobs.context import JobContext, JobFailed
from core.jobs.models import JobState
from core.jobs.services import enqueue, finish, reopen
from core.tenancy.scope import in_workspace
from projects.models import Document, DocumentStatus

JOB: Final = "knowledge.retitle"


def queue_renamed_document(sender: object, *, document: Document, **_: object) -> None:
    """Receive ``document_renamed``."""
    if document.status != DocumentStatus.READY:
        return  # it has no passages yet; reading it indexes them by its new title
    named = {"workspace_id": document.workspace_id, "subject_id": document.pk}
    if not reopen(kind=JOB, **named):
        enqueue(kind=JOB, **named)


def perform(context: JobContext) -> None:
    """Index the document by its title until nobody has renamed it meanwhile.

    Its former passages answer until the new ones are stored. Raises ``JobFailed`` with the code of
    what failed.
    """
    while document := _document(context):
        try:
            index_document(document, progress=context.progress)
        except DomainError as error:
            raise JobFailed(error.code, error.detail) from error
        if _ended(context, title=document.title):
            return


def leave_as_it_is(workspace_id: UUID, subject_id: UUID, code: str, message: str) -> None:
    """Do nothing: the former passages still answer, and the sweep reopens the job."""


def _document(context: JobContext) -> Document | None:
    with in_workspace(context.workspace_id):
        rows = Document.objects.for_workspace(context.workspace_id)
        return rows.filter(pk=context.subject_id, status=DocumentStatus.READY).first()


def _ended(context: JobContext, *, title: str) -> bool:
    """End the job unless the document has another title by now; return whether it is over.

    A rename locks the document before it looks for an open job. It either comes before this
    look, or finds that the job has ended and queues another.
    """
    with in_workspace(context.workspace_id):
        rows = Document.objects.for_workspace(context.workspace_id)
        held = rows.filter(pk=context.subject_id).select_for_update(no_key=True).first()
        if held is not None and held.title != title:
            return False
        finish(context.held, JobState.DONE)
        return True

"""Bring an index made by an older version up to date: recount its words, record its headings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from ai_features.knowledge.indexing.chunking import chunk_pages
from ai_features.knowledge.indexing.index import count_terms, pages_of
from ai_features.knowledge.models import (
    Chunk,
    ChunkTerms,
    DocumentTerms,
    SpaceState,
    VectorSpace,
)
from ai_features.knowledge.words.analyzer import ANALYSIS, terms
from core.jobs.context import JobContext
from core.jobs.services import enqueue
from core.tenancy.scope import in_workspace, sweeping
from projects.models import Document

JOB: Final = "knowledge.recount"
AT_ONCE: Final = 100
STAGE: Final = "indexing"


def queue_outdated() -> int:
    """Queue up to ``AT_ONCE`` projects whose words an older version counted; return how many."""
    with sweeping():
        rows = VectorSpace.unscoped.filter(state=SpaceState.ACTIVE, analysis__lt=ANALYSIS)
        # In random order, so that projects that keep failing do not take up every sweep.
        found = list(rows.order_by("?").values_list("workspace_id", "pk")[:AT_ONCE])
    for workspace_id, space_id in found:
        with in_workspace(workspace_id):
            enqueue(workspace_id=workspace_id, kind=JOB, subject_id=space_id)
    return len(found)


def perform(context: JobContext) -> None:
    """Recount the words of each document, one document at a time; searches go on meanwhile."""
    with in_workspace(context.workspace_id):
        spaces = VectorSpace.objects.for_workspace(context.workspace_id)
        space = spaces.filter(pk=context.subject_id).first()
        if space is None:
            return
        counted = DocumentTerms.objects.for_workspace(context.workspace_id)
        rows = counted.filter(project_id=space.project_id).order_by("document_id")
        documents = list(rows.values_list("document_id", flat=True))
    for done, document_id in enumerate(documents):
        context.progress(done, len(documents), STAGE)
        with in_workspace(context.workspace_id):
            recount_document(context.workspace_id, document_id)
    with in_workspace(context.workspace_id):
        spaces.filter(pk=space.pk).update(analysis=ANALYSIS)


def leave_as_it_is(workspace_id: UUID, subject_id: UUID, code: str, message: str) -> None:
    """Do nothing: the old counts still answer searches, and the sweep queues the project again."""


def recount_document(workspace_id: UUID, document_id: UUID) -> None:
    """Replace the document's term weights and counts; inside its workspace, in one transaction."""
    documents = Document.objects.for_workspace(workspace_id).filter(pk=document_id)
    document = documents.select_for_update().first()
    if document is None:
        return
    chunks = list(Chunk.objects.for_workspace(workspace_id).filter(document=document))
    for model in (ChunkTerms, DocumentTerms):
        model.objects.for_workspace(workspace_id).filter(document=document).delete()
    _mark_sections(document, chunks)
    counted = [terms(chunk.indexed_text, language=document.language) for chunk in chunks]
    count_terms(document, [chunk.pk for chunk in chunks], counted)


def _mark_sections(document: Document, chunks: Sequence[Chunk]) -> None:
    """Record the sections within each chunk whose span is still the same when cut again."""
    drafts = chunk_pages(pages_of(document), title=document.title)
    steps = {(draft.page, draft.start, draft.end): draft.steps for draft in drafts}
    for chunk in chunks:
        chunk.steps = steps.get((chunk.page, chunk.start, chunk.end), chunk.steps)
    Chunk.objects.for_workspace(document.workspace_id).bulk_update(chunks, ["steps"], AT_ONCE)

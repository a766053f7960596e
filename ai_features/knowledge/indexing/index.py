"""Index a document: chunk it, embed it, count its terms, and store it all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError

from ai_features.gateway import Caller, embed
from ai_features.gateway.vectors import EmbeddingModel
from ai_features.knowledge.indexing.chunking import BlockSpan, ChunkDraft, PageText, chunk_pages
from ai_features.knowledge.indexing.placing import Vector, place_terms, place_vectors
from ai_features.knowledge.indexing.spaces import ensure_space, held_active, model_of
from ai_features.knowledge.indexing.vector_index import index_when_large
from ai_features.knowledge.models import (
    Chunk,
    ChunkTerms,
    ChunkVector,
    DocumentTerms,
    VectorSpace,
)
from ai_features.knowledge.words.analyzer import terms
from core.tenancy.erasing import delete_rows
from core.tenancy.scope import in_workspace
from projects.models import Document, DocumentPage, Project
from projects.signals import Progress

BATCH: Final = 64
STAGE: Final = "indexing"
INSERTS: Final = 500


def index_changed_document(
    sender: object, *, document: Document, progress: Progress, **_: object
) -> None:
    """Receive ``document_changed``."""
    index_document(document, progress=progress)


def index_document(document: Document, *, progress: Progress) -> int:
    """Replace the index of ``document`` by that of its current pages; return the number of chunks.

    Idempotent. A document deleted meanwhile stays deleted. No transaction is open while the model
    works; searches see the old chunks until all the new ones are stored.
    """
    drafts = chunk_pages(pages_of(document), title=document.title)
    counted = [terms(draft.indexed_text, language=document.language) for draft in drafts]
    project = _project(document)
    while project and (space := _space(document, project)):
        vectors = _embedded(drafts, document, model_of(space), progress)
        if _placed(document, project, space, drafts, vectors, counted):
            break
    return len(drafts)


def _project(document: Document) -> Project | None:
    with in_workspace(document.workspace_id):
        projects = Project.objects.for_workspace(document.workspace_id)
        return projects.filter(pk=document.project_id).first()


def _space(document: Document, project: Project) -> VectorSpace | None:
    """Return the active space, or None if the project was deleted while it was being created."""
    try:
        return ensure_space(project)
    except IntegrityError:
        if _project(document) is not None:
            raise
        return None


def _placed(
    document: Document,
    project: Project,
    space: VectorSpace,
    drafts: list[ChunkDraft],
    vectors: list[Vector],
    counted: Sequence[Sequence[str]],
) -> bool:
    """Store everything; return False if the project has moved to another model meanwhile."""
    with in_workspace(document.workspace_id):
        if not _held(document):
            return True
        held = held_active(project)
        if held is None or held.pk != space.pk:
            return False
        replace_chunks(document, space, drafts, vectors, counted)
        index_when_large(held)
    return True


def _held(document: Document) -> bool:
    """Lock the document until the commit, before anything else; return whether it still exists.

    Other transactions that index it, or delete it or its project, also lock it first and so wait.
    """
    rows = Document.objects.for_workspace(document.workspace_id).filter(pk=document.pk)
    return rows.select_for_update().exists()


def pages_of(document: Document) -> list[PageText]:
    """Return the pages of ``document`` in order, as chunking needs them."""
    with in_workspace(document.workspace_id):
        pages = list(
            DocumentPage.objects.for_workspace(document.workspace_id)
            .filter(document=document)
            .order_by("number")
        )
    return [
        PageText(page.number, page.label, page.text, [BlockSpan(**block) for block in page.blocks])
        for page in pages
    ]


def _embedded(
    drafts: list[ChunkDraft], document: Document, model: EmbeddingModel, progress: Progress
) -> list[Vector]:
    vectors: list[Vector] = []
    caller = Caller(document.workspace_id)
    for first in range(0, len(drafts), BATCH):
        progress(first, len(drafts), STAGE)
        batch = [draft.indexed_text for draft in drafts[first : first + BATCH]]
        vectors.extend(embed(batch, caller=caller, model=model, purpose="index"))
    progress(len(drafts), len(drafts), STAGE)
    return vectors


def replace_chunks(
    document: Document,
    space: VectorSpace,
    drafts: list[ChunkDraft],
    vectors: list[Vector],
    counted: Sequence[Sequence[str]],
) -> None:
    """Replace the chunks of ``document``, whose row must be locked.

    ``vectors``, one unit vector of ``space`` per chunk, and ``counted``, the terms of each chunk,
    run parallel to ``drafts``.
    """
    place = {
        "workspace_id": document.workspace_id,
        "project_id": document.project_id,
        "document_id": document.pk,
    }
    forget(document)
    chunks = [Chunk(**place, **_fields(draft)) for draft in drafts]
    Chunk.unscoped.bulk_create(chunks, batch_size=INSERTS)
    keys = [chunk.pk for chunk in chunks]
    place_vectors(
        space,
        ((document.pk, key, vector) for key, vector in zip(keys, vectors, strict=True)),
    )
    count_terms(document, keys, counted)
    documents = Document.objects.for_workspace(document.workspace_id)
    documents.filter(pk=document.pk).update(chunk_count=len(chunks))


def forget(document: Document) -> None:
    """Delete all chunks of ``document``; triggers adjust the statistics."""
    for model in (ChunkVector, ChunkTerms, DocumentTerms, Chunk):
        delete_rows(model.objects.for_workspace(document.workspace_id).filter(document=document))


def _fields(draft: ChunkDraft) -> dict[str, Any]:
    names = ("page", "page_label", "ordinal", "start", "end", "text", "section", "context", "steps")
    return {name: getattr(draft, name) for name in names}


def count_terms(
    document: Document, chunks: Sequence[UUID], counted: Sequence[Sequence[str]]
) -> None:
    """Store the term weights of each chunk, and how many chunks each term occurs in.

    ``counted``, the terms of each chunk with repeats, runs parallel to ``chunks``.
    """
    place_terms(document, zip(chunks, counted, strict=True))
    containing = Counter(term for found in counted for term in set(found))
    DocumentTerms.unscoped.create(
        workspace_id=document.workspace_id,
        project_id=document.project_id,
        document_id=document.pk,
        language=document.language,
        chunks=len(counted),
        terms=list(containing),
        counts=list(containing.values()),
    )

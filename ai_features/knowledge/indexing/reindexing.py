"""Move a project to another embedding model while the current one goes on answering."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.utils import timezone

from ai_features.gateway import Caller, embed, embedding_models
from ai_features.gateway.errors import ProviderFailed
from ai_features.gateway.vectors import EmbeddingModel
from ai_features.knowledge.indexing.placing import place_vectors
from ai_features.knowledge.indexing.spaces import (
    active_space,
    building_space,
    held_active,
    missing_chunks,
    model_of,
    open_building,
    spaces_of,
)
from ai_features.knowledge.indexing.vector_index import build_index, is_large
from ai_features.knowledge.models import Chunk, SpaceState, VectorSpace
from core.access import Access
from core.audit.services import note
from core.errors import Conflict, Invalid
from core.jobs.context import JobContext, JobFailed
from core.jobs.services import MAX_ATTEMPTS, enqueue, request_cancel
from core.owner import owner_is_known
from core.tenancy.scope import in_workspace
from projects.models import Document, Project

JOB: Final = "knowledge.reindex"
BATCH: Final = 64
STAGE: Final = "indexing"


def reindex_with(*, access: Access, project: Project, key: str) -> VectorSpace:
    """Start indexing the project with the model whose key is ``key``.

    Raises :class:`core.errors.Invalid` if no such model is connected, and whatever
    :func:`start_reindex` raises.
    """
    for model in embedding_models(project.workspace_id):
        if model.key == key:
            return start_reindex(access=access, project=project, model=model)
    raise Invalid.of("model", "No such model is connected. Choose one of those offered.")


def start_reindex(*, access: Access, project: Project, model: EmbeddingModel) -> VectorSpace:
    """Start indexing the project with ``model``; its current vectors answer until all are there.

    Asking again for the model that is being built starts nothing new. Call it inside
    ``in_workspace``, which takes everything back if this raises: :class:`core.errors.Conflict` if
    the project has that model already or is moving to another.
    """
    # The space may be one that somebody else opened a moment ago, for another model.
    space, is_new = open_building(project, model)
    # Read only now: with a space being built, no other move can end and change the active one. If
    # this raises, the caller's transaction takes a new space back.
    active = active_space(project)
    if active is not None and active.model_key == model.key:
        raise Conflict("The project is already indexed with this model.")
    if space.model_key != model.key:
        raise Conflict("The project is being indexed with another model. Stop that first.")
    enqueue(workspace_id=project.workspace_id, kind=JOB, subject_id=space.pk)
    if is_new:
        spaces_of(project).filter(state=SpaceState.FAILED).delete()
        note(access, "project.reindex_started", object_id=project.pk, label=project.name)
    return space


def stop_reindex(*, access: Access, project: Project) -> bool:
    """Ask the re-indexing to stop; return whether any was under way."""
    space = building_space(project)
    if space is None:
        return False
    asked = request_cancel(workspace_id=project.workspace_id, kind=JOB, subject_id=space.pk)
    if asked:
        note(access, "project.reindex_stopped", object_id=project.pk, label=project.name)
    return asked is not None


def perform(context: JobContext) -> None:
    """Embed what the new space lacks until nothing is missing, then make it the active one.

    After a kill it resumes where it was. If the provider fails, the job's later attempts ask it
    again; the last one raises :class:`core.jobs.context.JobFailed`.
    """
    with in_workspace(context.workspace_id):
        spaces = VectorSpace.objects.for_workspace(context.workspace_id)
        rows = spaces.filter(pk=context.subject_id, state=SpaceState.BUILDING)
        space = rows.select_related("project").first()
    if space is None:
        return
    try:
        _fill(context, space, model_of(space))
    except ProviderFailed as failure:
        if context.attempt < MAX_ATTEMPTS:
            raise
        raise JobFailed(failure.code, failure.in_full) from failure


def give_up(workspace_id: UUID, subject_id: UUID, code: str, message: str) -> None:
    """Mark the space as failed and keep the reason; the sweep deletes its vectors."""
    with in_workspace(workspace_id):
        VectorSpace.objects.for_workspace(workspace_id).filter(
            pk=subject_id, state=SpaceState.BUILDING
        ).update(state=SpaceState.FAILED, retired_at=timezone.now(), error_message=message)


def _fill(context: JobContext, space: VectorSpace, model: EmbeddingModel) -> None:
    while True:
        missing, total = _missing(space)
        if missing:
            _embed_all(context, space, missing, total, model)
            continue  # chunks may have been added meanwhile
        context.progress(total, total, STAGE)
        if _needs_index(space):
            build_index(space)
        elif _take_over(context, space):
            return


def _missing(space: VectorSpace) -> tuple[list[UUID], int]:
    """Return the keys of the chunks without a vector, and the number of all chunks.

    It reads through all of them, which would take too long for each batch.
    """
    with in_workspace(space.workspace_id):
        chunks = Chunk.objects.for_workspace(space.workspace_id)
        missing = missing_chunks(space).order_by("pk").values_list("pk", flat=True)
        return list(missing), chunks.filter(project_id=space.project_id).count()


def _embed_all(
    context: JobContext, space: VectorSpace, missing: list[UUID], total: int, model: EmbeddingModel
) -> None:
    """Embed the ``missing`` of ``total`` chunks in batches, without those deleted meanwhile."""
    for first in range(0, len(missing), BATCH):
        context.progress(total - len(missing) + first, total, STAGE)
        with in_workspace(space.workspace_id):
            chunks = Chunk.objects.for_workspace(space.workspace_id)
            keys = missing[first : first + BATCH]
            batch = list(chunks.filter(pk__in=keys).order_by("pk"))
        if batch:
            _embed(context, space, batch, model)


def _embed(
    context: JobContext, space: VectorSpace, batch: list[Chunk], model: EmbeddingModel
) -> None:
    vectors = embed(
        [chunk.indexed_text for chunk in batch],
        caller=Caller(space.workspace_id, check=context.check),
        model=model,
        purpose="index",
    )
    with in_workspace(space.workspace_id):
        context.hold()
        _hold_documents(batch, space)
        living = (
            Chunk.objects.for_workspace(space.workspace_id)
            .filter(pk__in=[chunk.pk for chunk in batch])
            .select_for_update(no_key=True)
        )
        there = set(living.values_list("pk", flat=True))
        rows = zip(batch, vectors, strict=True)
        place_vectors(
            space,
            ((chunk.document_id, chunk.pk, vector) for chunk, vector in rows if chunk.pk in there),
        )


def _hold_documents(batch: list[Chunk], space: VectorSpace) -> None:
    """Lock the documents before any of their rows, in the order in which a deletion locks them."""
    documents = Document.objects.for_workspace(space.workspace_id).order_by("pk")
    rows = documents.filter(pk__in={chunk.document_id for chunk in batch})
    list(rows.select_for_update(no_key=True).values_list("pk"))


def _needs_index(space: VectorSpace) -> bool:
    if not owner_is_known():
        return False  # this process could not build one; searches then scan every vector, exactly
    with in_workspace(space.workspace_id):
        return not space.indexed and is_large(space)


def _take_over(context: JobContext, space: VectorSpace) -> bool:
    """Make ``space`` the active one unless chunks were added meanwhile; return whether it is.

    Indexing a document locks the active space until its commit, so no document is missed.
    """
    with in_workspace(space.workspace_id):
        context.hold()
        spaces = spaces_of(space.project)
        active = held_active(space.project)
        if missing_chunks(space).exists():
            return False
        if active is not None:
            spaces.filter(pk=active.pk).update(state=SpaceState.RETIRED, retired_at=timezone.now())
            # A move only embeds; the project's words are not recounted.
            space.analysis = active.analysis
        spaces.filter(pk=space.pk).update(state=SpaceState.ACTIVE, analysis=space.analysis)
        return True

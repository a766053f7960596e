"""The vector spaces of a project: which one answers, and how another takes its place."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import models

from ai_features.gateway import embedding_model, embedding_model_by_key
from ai_features.gateway.errors import ProviderFailed
from ai_features.gateway.vectors import EmbeddingModel
from ai_features.knowledge.models import (
    ONE_A_STATE,
    Chunk,
    ChunkVector,
    SpaceState,
    VectorSpace,
)
from ai_features.knowledge.words.analyzer import ANALYSIS
from core.tenancy.inserting import inserted
from core.tenancy.prepared import Prepared
from core.tenancy.scope import in_workspace
from projects.models import Project

# How long searches that began before a move may still read the retired space.
GRACE: Final = timedelta(minutes=10)


class ModelGone(ProviderFailed):
    """The project is indexed with a model that nothing serves any more."""

    code = "embedding_model_gone"
    title = (
        "The model that these documents were indexed with is no longer connected; searches by "
        "words still work."
    )
    remedy = "Connect its provider again, or index the project with another model."


def spaces_of(project: Project) -> models.QuerySet[VectorSpace]:
    """Return all spaces of the project."""
    return VectorSpace.objects.for_workspace(project.workspace_id).filter(project=project)


def active_space(project: Project) -> VectorSpace | None:
    """Return the space that answers, None while the project has none; inside ``in_workspace``."""
    return _active(project.workspace_id, project.pk)


_active = Prepared(
    VectorSpace,
    lambda workspace_id, project_id: VectorSpace.objects.for_workspace(workspace_id).filter(
        project_id=project_id, state=SpaceState.ACTIVE
    ),
    *(UUID, UUID),
)


def building_space(project: Project) -> VectorSpace | None:
    """Return the space that is being built, if any; inside ``in_workspace``."""
    return spaces_of(project).filter(state=SpaceState.BUILDING).first()


def ensure_space(project: Project) -> VectorSpace:
    """Return the active space, creating one for the workspace's embedding model if there is none.

    Call it outside any transaction. Raises :class:`django.db.IntegrityError` if the project is
    deleted meanwhile.
    """
    with in_workspace(project.workspace_id):
        space = active_space(project)
    if space is not None:
        return space
    model = embedding_model(project.workspace_id)
    with in_workspace(project.workspace_id):
        return _open_space(project, model, SpaceState.ACTIVE)[0]


def open_building(project: Project, model: EmbeddingModel) -> tuple[VectorSpace, bool]:
    """Return the space that is being built, and whether it was created for ``model`` just now."""
    space = building_space(project)
    return (space, False) if space else _open_space(project, model, SpaceState.BUILDING)


def model_of(space: VectorSpace) -> EmbeddingModel:
    """Return the model of a space; raise :class:`ModelGone` if nothing serves it any more."""
    model = embedding_model_by_key(space.workspace_id, space.model_key)
    if model is None:
        raise ModelGone
    return model


def held_active(project: Project) -> VectorSpace | None:
    """Return the active space, locked until the transaction ends.

    None if there is none, and also if another space took over while this waited for the lock: the
    query does not see a row that became active after it began.
    """
    rows = spaces_of(project).filter(state=SpaceState.ACTIVE)
    return rows.select_for_update(no_key=True).first()


def missing_chunks(space: VectorSpace) -> models.QuerySet[Chunk]:
    """Return the project's chunks for which the space has no vector."""
    held = ChunkVector.objects.for_workspace(space.workspace_id).filter(
        space=space, chunk_id=models.OuterRef("pk")
    )
    chunks = Chunk.objects.for_workspace(space.workspace_id).filter(project_id=space.project_id)
    return chunks.filter(~models.Exists(held))


def _open_space(
    project: Project, model: EmbeddingModel, state: SpaceState
) -> tuple[VectorSpace, bool]:
    space = VectorSpace(
        workspace_id=project.workspace_id,
        project=project,
        model_key=model.key,
        dimensions=model.dimensions,
        state=state,
        analysis=ANALYSIS,
    )
    while not inserted(space, unless=ONE_A_STATE):
        found = spaces_of(project).filter(state=state).first()
        if found is not None:  # else it has just left this state, and made room
            return found, False
    return space, True

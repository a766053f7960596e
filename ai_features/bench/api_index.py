"""REST: what a project's passages are indexed with, and the move to another model."""

from __future__ import annotations

from ninja import Router, Schema, Status
from pydantic import Field

from ai_features.knowledge.indexing.index_state import ProjectIndex, Standing, index_of
from ai_features.knowledge.indexing.reindexing import reindex_with, stop_reindex
from ai_features.knowledge.models import LONGEST_KEY
from core.errors import NotFound
from core.rest.schemas import In
from core.rights import Right
from projects.rest import ProjectRequest, requires_project

router = Router(tags=["index"])
PATH = "/workspaces/{workspace}/projects/{project}/index"


class ReindexIn(In):
    """The model to move to: one of the index's ``choices``."""

    model: str = Field(min_length=1, max_length=LONGEST_KEY)


class BuildingOut(Schema):
    """The index being built: how many passages it holds so far, and of how many."""

    model: str
    done: int
    total: int


class FailedMoveOut(Schema):
    """A move that did not succeed; its code is ``cancelled`` if somebody stopped it."""

    model: str
    code: str
    message: str


class ProjectIndexOut(Schema):
    """What answers searches by meaning; ``model`` is null until a document has been indexed.

    ``served`` says whether that model can still be called; if not, searches go by words alone.
    ``indexed`` says whether there is a nearest-neighbour index: small projects need none.
    """

    model: str | None
    dimensions: int | None
    served: bool
    passages: int
    indexed: bool
    building: BuildingOut | None
    failed: FailedMoveOut | None
    choices: list[str]


@router.get(PATH, response=ProjectIndexOut, operation_id="get_index")
@requires_project(Right.DOCUMENT_READ)
def read(request: ProjectRequest, workspace: str, project: str) -> ProjectIndexOut:
    """Return which embedding model the passages are indexed with, and what could take its place."""
    return _out(index_of(request.project))


@router.post(PATH, response={202: ProjectIndexOut}, operation_id="start_reindex")
@requires_project(Right.PROJECT_WRITE)
def start(
    request: ProjectRequest, workspace: str, project: str, body: ReindexIn
) -> Status[ProjectIndexOut]:
    """Index the project with another model in the background.

    The current index answers until all passages are in the new one. Asking again for the model
    whose index is being built changes nothing.
    """
    reindex_with(access=request.access, project=request.project, key=body.model)
    return Status(202, _out(index_of(request.project)))


@router.delete(PATH + "/building", response={202: ProjectIndexOut}, operation_id="stop_reindex")
@requires_project(Right.PROJECT_WRITE)
def stop(request: ProjectRequest, workspace: str, project: str) -> Status[ProjectIndexOut]:
    """Stop the move to another model; the current index stays as it was."""
    if not stop_reindex(access=request.access, project=request.project):
        raise NotFound("No index is being built.")
    return Status(202, _out(index_of(request.project)))


def _out(index: ProjectIndex) -> ProjectIndexOut:
    active = index.active
    return ProjectIndexOut(
        model=active.key if active else None,
        dimensions=active.space.dimensions if active else None,
        served=active is None or active.model is not None,
        passages=index.passages,
        indexed=active is not None and active.space.indexed,
        building=_building(index.building, passages=index.passages),
        failed=_failed(index.failed),
        choices=[model.key for model in index.choices],
    )


def _building(move: Standing | None, *, passages: int) -> BuildingOut | None:
    if move is None:
        return None
    return BuildingOut(model=move.key, done=move.done, total=move.total or passages)


def _failed(move: Standing | None) -> FailedMoveOut | None:
    if move is None:
        return None
    return FailedMoveOut(model=move.key, code=move.code, message=move.space.error_message)

"""Delete what no longer answers searches, mend what was lost, queue what an index still lacks."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from ai_features.knowledge.indexing.recounting import queue_outdated
from ai_features.knowledge.indexing.spaces import GRACE
from ai_features.knowledge.indexing.vector_index import queue_unindexed, tend
from ai_features.knowledge.models import ChunkVector, SpaceState, VectorSpace
from core.tenancy.scope import in_workspace, sweeping


def sweep() -> None:
    """Do all of it; harmless when run twice at once."""
    for workspace_id, space_id in _over():
        _empty(workspace_id, space_id)
    tend(living=_living)
    queue_unindexed()
    queue_outdated()


def _living() -> dict[UUID, int]:
    with sweeping():
        return dict(VectorSpace.unscoped.values_list("pk", "dimensions"))


def _over() -> list[tuple[UUID, UUID]]:
    with sweeping():
        rows = VectorSpace.unscoped.filter(
            state__in=[SpaceState.RETIRED, SpaceState.FAILED],
            retired_at__lt=timezone.now() - GRACE,
        )
        return list(rows.values_list("workspace_id", "pk"))


def _empty(workspace_id: UUID, space_id: UUID) -> None:
    """Delete the vectors of a space, and the space itself unless it still records a failure."""
    with in_workspace(workspace_id):
        ChunkVector.objects.for_workspace(workspace_id).filter(space_id=space_id).delete()
        spaces = VectorSpace.objects.for_workspace(workspace_id).filter(pk=space_id)
        spaces.filter(state=SpaceState.RETIRED).delete()
        spaces.update(retired_at=None)

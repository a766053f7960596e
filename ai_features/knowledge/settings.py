"""How a project searches, where it does not leave that to the query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.db import models

from core.access import Access
from core.audit.services import record
from core.errors import Invalid
from core.tenancy.owned import WorkspaceOwned
from projects.models import Project


@dataclass(frozen=True)
class SearchSettings:
    """What a search may be told beside its query.

    ``vector_share`` is the weight of meaning against words, 0 to 1; ``None`` lets it follow each
    query. Raises :class:`core.errors.Invalid` for a share outside.
    """

    vector_share: float | None = None

    def __post_init__(self) -> None:
        if self.vector_share is not None and not 0 <= self.vector_share <= 1:
            message = "The share of meaning lies between 0 and 1."
            raise Invalid(message, errors=[{"field": "vector_share", "message": message}])


class ProjectSearch(WorkspaceOwned):
    """The settings that a project keeps; without a row, those of :class:`SearchSettings`."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="+")
    vector_share = models.FloatField(null=True)

    class Meta(WorkspaceOwned.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(vector_share=None)
                | models.Q(vector_share__gte=0, vector_share__lte=1),
                name="vector_share_is_a_share",
            ),
        ]


def kept_settings(project: Project) -> SearchSettings:
    """Return what the project keeps; call it inside ``in_workspace``."""
    rows = ProjectSearch.objects.for_workspace(project.workspace_id).filter(project=project)
    kept = rows.values("vector_share").first()
    return SearchSettings(**kept) if kept else SearchSettings()


def keep_settings(*, access: Access, project: Project, settings: SearchSettings) -> None:
    """Let every search of the project use ``settings`` from now on."""
    ProjectSearch.objects.for_workspace(project.workspace_id).update_or_create(
        project=project,
        defaults={"workspace_id": project.workspace_id, "vector_share": settings.vector_share},
    )
    record(
        workspace_id=project.workspace_id,
        actor=access.actor,
        action="project.search_changed",
        object_id=project.pk,
        object_label=project.name,
    )

"""The second lock: rows of a workspace are reached only through that workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self, TypeVar
from uuid import UUID

from django.db import models

from core.tenancy.ids import new_id

if TYPE_CHECKING:
    from core.workspaces.models import Workspace

M = TypeVar("M", bound=models.Model)


class UnscopedQuery(RuntimeError):
    """A query on workspace-owned rows did not say which workspace it is for."""


class OwnedManager(models.Manager[M]):
    """Raise :class:`UnscopedQuery` for every query that does not begin with ``for_workspace``."""

    def for_workspace(self, workspace: Workspace | UUID) -> models.QuerySet[M]:
        """Return the rows of ``workspace`` (the object or its id)."""
        workspace_id = workspace if isinstance(workspace, UUID) else workspace.pk
        return super().get_queryset().filter(workspace_id=workspace_id)

    def get_queryset(self) -> NoReturn:
        """Refuse: a query without a workspace would reach the rows of all of them."""
        raise UnscopedQuery(
            f"{self.model.__name__}.objects needs .for_workspace(workspace) before anything else."
        )


class WorkspaceOwned(models.Model):
    """A row that belongs to exactly one workspace.

    ``objects`` insists on a workspace; ``unscoped`` is for Django's own machinery (cascades,
    related managers), where row-level security still holds. Each model has an index that begins
    with its workspace, of its own or of a constraint.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(
        "core.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped: ClassVar[models.Manager[Self]] = models.Manager()
    objects: ClassVar[OwnedManager[Self]] = OwnedManager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse a row without a workspace before the database does."""
        if self.workspace_id is None:
            raise UnscopedQuery(f"{type(self).__name__} needs its workspace before it is saved.")
        super().save(*args, **kwargs)


def owned_constraint(name: str) -> models.UniqueConstraint:
    """Return the ``(workspace, id)`` key that children's composite foreign keys point to."""
    return models.UniqueConstraint(fields=["workspace", "id"], name=name)

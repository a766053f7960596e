"""What was done in a workspace, and by whom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from core.tenancy.owned import WorkspaceOwned


class AuditEvent(WorkspaceOwned):
    """One act worth remembering. Holds ids and names of things, never a client's text."""

    actor_kind = models.CharField(max_length=8)
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=254)
    action = models.CharField(max_length=60)
    object_id = models.UUIDField(null=True)
    object_label = models.CharField(max_length=254, blank=True)

    class Meta(WorkspaceOwned.Meta):
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["workspace", "-created_at"])]

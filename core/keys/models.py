"""API keys: stored as SHA-256, shown once."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.rights import Scope
from core.tenancy.ids import new_id
from core.tenancy.owned import OwnedManager


class ApiKey(models.Model):
    """A credential for the REST API.

    A personal key has a user and acts as them in all their workspaces; a workspace key has a
    workspace and acts only there. Exactly one of the two is set.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(
        "core.Workspace", on_delete=models.CASCADE, null=True, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="api_keys"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=8, choices=Scope.choices))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    unscoped: ClassVar[models.Manager[Self]] = models.Manager()
    objects: ClassVar[OwnedManager[Self]] = OwnedManager()

    class Meta:
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(workspace__isnull=True, user__isnull=False)
                | Q(workspace__isnull=False, user__isnull=True),
                name="key_of_a_person_or_a_workspace",
            ),
        ]

    @property
    def state(self) -> str:
        """One of active, expired, revoked."""
        if self.revoked_at:
            return "revoked"
        expired = self.expires_at is not None and self.expires_at <= timezone.now()
        return "expired" if expired else "active"

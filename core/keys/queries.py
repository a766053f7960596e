"""Read API keys."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.keys.models import ApiKey
from core.people.models import User
from core.workspaces.models import Workspace


def workspace_keys(workspace: Workspace) -> QuerySet[ApiKey]:
    """Return the keys of a workspace, newest first."""
    keys = ApiKey.objects.for_workspace(workspace).select_related("created_by")
    return keys.order_by("-created_at", "-id")


def working_keys(workspace: Workspace) -> QuerySet[ApiKey]:
    """Return a workspace's keys whose ``state`` is active, by name."""
    unexpired = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return workspace_keys(workspace).filter(unexpired, revoked_at=None).order_by("name")


def personal_keys(user: User) -> QuerySet[ApiKey]:
    """Return a person's own keys, newest first; needs :func:`core.tenancy.scope.as_user`."""
    return ApiKey.unscoped.filter(user=user).order_by("-created_at", "-id")

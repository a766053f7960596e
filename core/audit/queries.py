"""Read the audit trail."""

from __future__ import annotations

from django.db.models import QuerySet

from core.audit.models import AuditEvent
from core.workspaces.models import Workspace


def audit_events(workspace: Workspace) -> QuerySet[AuditEvent]:
    """Return what was done in the workspace, newest first."""
    return AuditEvent.objects.for_workspace(workspace)

"""Write the audit trail."""

from __future__ import annotations

from uuid import UUID

from core.access import Access, Actor
from core.audit.models import AuditEvent


def record(
    *,
    workspace_id: UUID,
    actor: Actor,
    action: str,
    object_id: UUID | None = None,
    object_label: str = "",
) -> None:
    """Record that ``actor`` did ``action``, a dotted name such as ``document.deleted``."""
    AuditEvent(
        workspace_id=workspace_id,
        **actor.columns,
        action=action,
        object_id=object_id,
        object_label=object_label[:254],
    ).save(force_insert=True)


def note(access: Access, action: str, *, object_id: UUID, label: str) -> None:
    """Record that the actor of ``access`` did ``action`` to an object of its workspace."""
    record(
        workspace_id=access.workspace.pk,
        actor=access.actor,
        action=action,
        object_id=object_id,
        object_label=label,
    )

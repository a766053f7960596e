"""Really remove a workspace: every row of every owned table, then the workspace itself."""

from __future__ import annotations

import time
from typing import Final
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.utils import timezone

from core.jobs.context import JobContext
from core.jobs.models import Job, JobState
from core.rest.models import KeptAnswer
from core.tenancy.scope import in_workspace
from core.workspaces.models import Workspace

PATIENCE_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 0.5


def remove_everything(context: JobContext) -> None:
    """Delete the workspace that the job is about; repeating it is harmless."""
    _stop_other_jobs(context)
    with in_workspace(context.workspace_id):
        _delete_rows(context.workspace_id)
        KeptAnswer.objects.filter(about=context.workspace_id).delete()
        Workspace.objects.filter(pk=context.workspace_id).delete()


def forget(workspace_id: UUID, subject_id: UUID, code: str, message: str) -> None:
    """Leave a workspace that could not be deleted closed: the sweep goes on with it."""


def owned_tables() -> list[str]:
    """Return every table with a workspace column, children before their parents."""
    models = [
        model
        for model in apps.get_models()
        if any(field.name == "workspace" for field in model._meta.local_fields)
    ]
    return [model._meta.db_table for model in reversed(models)]


def _stop_other_jobs(context: JobContext) -> None:
    """Wait for the workspace's other jobs to stop.

    One that is writing the rows we delete would hold us up, and we it: a deadlock.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while _others_at_work(context) and time.monotonic() < until:
        context.check()
        time.sleep(LOOK_SECONDS)


def _others_at_work(context: JobContext) -> bool:
    now = timezone.now()
    with in_workspace(context.workspace_id):
        jobs = Job.objects.for_workspace(context.workspace_id).exclude(pk=context.held.job_id)
        jobs.filter(state=JobState.QUEUED).update(state=JobState.CANCELLED, finished_at=now)
        jobs.update(cancel_requested=True)
        return jobs.filter(state=JobState.RUNNING, lease_until__gte=now).exists()


def _delete_rows(workspace_id: UUID) -> None:
    with connection.cursor() as cursor:
        for table in owned_tables():
            name = connection.ops.quote_name(table)
            cursor.execute(f"DELETE FROM {name} WHERE workspace_id = %s", [workspace_id])  # noqa: S608  (a model's own table name)

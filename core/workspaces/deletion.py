"""Delete a workspace for good: every row of every owned table, then the workspace itself."""

from __future__ import annotations

import time
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils import timezone

from core.jobs.context import JobContext
from core.jobs.models import Job, JobState
from core.rest.models import KeptAnswer
from core.tenancy.erasing import owned_models
from core.tenancy.scope import in_workspace
from core.workspaces.models import Workspace

PATIENCE_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 0.5
AT_ONCE: Final = 20_000
STAGE: Final = "deleting"


def remove_everything(context: JobContext) -> None:
    """Delete the workspace that the job is about; rerun after a kill, it carries on.

    The upper layers' rows go first, in batches. Members, keys and the job itself go with the
    workspace at the end, so that until then its owner can follow the deletion and repeat it.
    """
    _stop_other_jobs(context)
    _delete_content(context)
    with in_workspace(context.workspace_id):
        context.hold()
        for table in owned_tables():
            _delete_rows(table, context.workspace_id)
        KeptAnswer.objects.filter(about=context.workspace_id).delete()
        Workspace.objects.filter(pk=context.workspace_id).delete()


def forget(workspace_id: UUID, subject_id: UUID, code: str, message: str) -> None:
    """Leave a workspace that could not be deleted closed: the sweep will try again."""


def owned_tables() -> list[str]:
    """Return every table with a workspace column, children before their parents."""
    return [model._meta.db_table for model in owned_models()]


def _content_tables() -> list[str]:
    return [
        model._meta.db_table
        for model in owned_models()
        if model._meta.app_label != Workspace._meta.app_label
    ]


def _stop_other_jobs(context: JobContext) -> None:
    """Wait for the workspace's other jobs to stop.

    A job writing the rows that we delete could deadlock with us. Gives up waiting after a minute.
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


def _delete_content(context: JobContext) -> None:
    tables = _content_tables()
    with in_workspace(context.workspace_id):
        total = sum(_count(table, context.workspace_id) for table in tables)
    done = 0
    for table in tables:
        gone = AT_ONCE
        while gone == AT_ONCE:
            context.progress(done, total, STAGE)
            with in_workspace(context.workspace_id):
                context.hold()
                gone = _delete_rows(table, context.workspace_id, at_most=AT_ONCE)
            done = min(done + gone, total)


def _count(table: str, workspace_id: UUID) -> int:
    name = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {name} WHERE workspace_id = %s", [workspace_id])  # noqa: S608  (a model's own table name)
        return int(cursor.fetchone()[0])


def _delete_rows(table: str, workspace_id: UUID, *, at_most: int | None = None) -> int:
    """Delete some or all of the workspace's rows, found by their ``ctid``; return how many."""
    name = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {name} WHERE workspace_id = %s AND ctid = ANY (ARRAY("  # noqa: S608  (a model's own table name)
            f"SELECT ctid FROM {name} WHERE workspace_id = %s LIMIT %s))",
            [workspace_id, workspace_id, at_most],
        )
        return int(cursor.rowcount)

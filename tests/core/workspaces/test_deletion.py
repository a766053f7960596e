from __future__ import annotations

import uuid

import pytest
from django.db import connection

from core.jobs.context import LeaseLost
from core.jobs.models import Job, JobState
from core.jobs.performing import perform_job
from core.jobs.services import claim, enqueue, finish
from core.rest.models import KeptAnswer
from core.tenancy.scope import as_user, in_workspace, sweeping
from core.workspaces.deletion import owned_tables
from core.workspaces.invitations import invite
from core.workspaces.models import Workspace
from tests.rows import fill_every_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]


def tables_with_a_workspace():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE a.attname = 'workspace_id' AND c.relkind IN ('r', 'p') "
            "AND c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped"
        )
        return {name for (name,) in cursor.fetchall()}


def counts(workspace):
    found = {}
    with in_workspace(workspace.pk), connection.cursor() as cursor:
        for table in tables_with_a_workspace():
            cursor.execute(f"SELECT count(*) FROM {table} WHERE workspace_id = %s", [workspace.pk])
            found[table] = cursor.fetchone()[0]
    return {table: count for table, count in found.items() if count}


def test_every_table_with_a_workspace_is_emptied():
    assert set(owned_tables()) == tables_with_a_workspace()


def fill(api, workspace, access):
    """Put something into every table."""
    fill_every_table(workspace)
    path = f"/workspaces/{workspace.slug}"
    body = {"name": "shop", "scopes": ["read"]}
    api.post(f"{path}/keys", body, **{"Idempotency-Key": "kept"})
    api.post(f"{path}/projects", {"name": "Handbook"})
    with in_workspace(workspace.pk):
        invite(access=access, email="new@acme.test", role="viewer")


def run_deletion(workspace):
    with in_workspace(workspace.pk):
        job = Job.objects.for_workspace(workspace).get(kind="workspace.delete")
    return perform_job(workspace.pk, job.pk)


def test_deleting_removes_everything_of_the_workspace_and_nothing_else(
    acme_api, acme, acme_access, globex, ada
):
    fill(acme_api, acme, acme_access)
    before = counts(globex)
    assert set(counts(acme)) == tables_with_a_workspace()
    assert acme_api.delete(f"/workspaces/{acme.slug}").status_code == 204
    assert acme_api.get(f"/workspaces/{acme.slug}").status_code == 404
    assert run_deletion(acme)
    assert counts(acme) == {}
    with in_workspace(acme.pk):
        assert not Workspace.objects.exists()
    with sweeping():
        assert not KeptAnswer.objects.filter(about=acme.pk).exists()
    assert counts(globex) == before
    with as_user(ada.pk):
        assert not Workspace.objects.exists()


def test_a_killed_deletion_resumes_where_it_was_and_reports_its_progress(
    acme_api, acme, acme_access, monkeypatch
):
    fill(acme_api, acme, acme_access)
    monkeypatch.setattr("core.workspaces.deletion.AT_ONCE", 1)
    told = []

    def killed_after_ten(context, done, total, stage):
        told.append((done, total, stage))
        if len(told) == 10:
            raise LeaseLost

    acme_api.delete(f"/workspaces/{acme.slug}")
    before = counts(acme)
    with monkeypatch.context() as patched:
        patched.setattr("core.jobs.context.JobContext.progress", killed_after_ten)
        run_deletion(acme)
    left = counts(acme)
    assert 3 < sum(before.values()) - sum(left.values()) < 10
    assert {"core_membership", "core_job", "projects_project"} <= set(left)
    assert told[0][0] == 0 < told[9][0] < told[9][1]
    assert told[0][2] == "deleting"
    with in_workspace(acme.pk):
        Job.objects.for_workspace(acme).filter(kind="workspace.delete").update(
            state="queued", lease_until=None
        )
    assert run_deletion(acme)
    assert counts(acme) == {}


def test_a_worker_that_lost_the_deletion_deletes_nothing_more(acme_api, acme, monkeypatch):
    acme_api.delete(f"/workspaces/{acme.slug}")
    before = counts(acme)
    monkeypatch.setattr("core.jobs.context.still_held", lambda held: False)
    run_deletion(acme)
    assert counts(acme) == before


def test_deleting_waits_for_running_work_and_starts_no_more(acme_api, acme, monkeypatch):
    with in_workspace(acme.pk):
        jobs = [
            enqueue(workspace_id=acme.pk, kind="document.read", subject_id=uuid.uuid4())
            for _ in range(2)
        ]
    held = claim(workspace_id=acme.pk, job_id=jobs[0].pk)
    waited = []

    def stop_working(seconds):
        waited.append(seconds)
        with in_workspace(acme.pk):
            states = dict(Job.objects.for_workspace(acme).values_list("pk", "state"))
        assert states[jobs[1].pk] == JobState.CANCELLED
        assert finish(held, JobState.CANCELLED)

    monkeypatch.setattr("core.workspaces.deletion.time.sleep", stop_working)
    acme_api.delete(f"/workspaces/{acme.slug}")
    assert run_deletion(acme)
    assert len(waited) == 1
    assert counts(acme) == {}


def test_the_slug_of_a_deleted_workspace_is_free_again(acme_api, acme):
    acme_api.delete(f"/workspaces/{acme.slug}")
    run_deletion(acme)
    assert acme_api.post("/workspaces", {"name": "Acme"}).json()["slug"] == "acme"


def test_a_key_of_a_closed_workspace_is_refused(acme_workspace_api, acme_api, acme):
    acme_api.delete(f"/workspaces/{acme.slug}")
    assert acme_workspace_api.get(f"/workspaces/{acme.slug}").status_code == 404

"""A project of acme with a handbook that has been read, for the demos' pages."""

from __future__ import annotations

import pytest

from ai_features.runs.models import Run
from core.jobs.models import Job
from core.jobs.performing import perform_job
from core.tenancy.scope import in_workspace, sweeping
from core.workspaces.queries import user_access
from projects.documents.services import add_text
from projects.services import create_project
from tests.ai_features.runs.conftest import execute

HANDBOOK = (
    "# Leave\n\nEverybody has 25 days of paid leave a year. Unused leave expires in March.\n\n"
    "# Warranty\n\nThe warranty covers parts for two years. Batteries are not covered."
)
TITLE = 'Handbook <b onmouseover="x()">'


def do_jobs():
    with sweeping():
        rows = list(Job.unscoped.filter(state="queued").values_list("workspace_id", "pk"))
    for row in rows:
        perform_job(*row)


@pytest.fixture
def project(house):
    return house


@pytest.fixture
def handbook(acme, acme_access, project):
    with in_workspace(acme.pk):
        document = add_text(access=acme_access, project=project, title=TITLE, text=HANDBOOK)
    do_jobs()
    return document


@pytest.fixture
def strangers_project(globex, grace):
    with in_workspace(globex.pk):
        return create_project(access=user_access(grace, globex.slug), name="House")


def newest_run(project):
    with in_workspace(project.workspace_id):
        rows = Run.objects.for_workspace(project.workspace_id).select_related("project")
        return rows.order_by("-created_at", "-id").first()


def runs_of(project):
    with in_workspace(project.workspace_id):
        return list(Run.objects.for_workspace(project.workspace_id).order_by("created_at", "id"))


__all__ = ["do_jobs", "execute", "handbook", "newest_run", "project", "strangers_project"]

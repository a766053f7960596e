"""The demo on the landing page: the sample's search, open to anybody."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from ai_features.sample.loading import WORKSPACE_ID
from ai_features.search.services import KIND
from ai_features.search.settings import search_settings
from core.tenancy.scope import in_workspace
from core.workspaces.models import Workspace
from projects.models import Project
from projects.queries import get_demo, projects_of

QUESTIONS = 4


def sample_project() -> Project | None:
    """Return the sample's project, unless somebody has deleted it."""
    with in_workspace(WORKSPACE_ID):
        workspace = Workspace.objects.filter(pk=WORKSPACE_ID, deleting=False).first()
        return projects_of(workspace).order_by("created_at").first() if workspace else None


def find() -> Mapping[str, object] | None:
    """Return what the landing page shows of the sample."""
    project = sample_project()
    if project is None:
        return None
    with in_workspace(WORKSPACE_ID):
        queries = search_settings(get_demo(project=project, kind=KIND)).example_queries
    return {
        "project": project,
        "questions": queries[:QUESTIONS],
        "url_search": reverse("sample:search"),
    }

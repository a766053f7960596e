"""The guard of a project's pages."""

from __future__ import annotations

from typing import Any

from core.pages.frame import Guard, workspace_page
from core.pages.request import PageRequest
from core.rights import Right
from projects.models import Project
from projects.queries import get_project


class ProjectPageRequest(PageRequest):
    """A request to a page of a project."""

    project: Project


def project_page(right: Right, *, scope_open: bool = True) -> Guard:
    """Guard a page under ``/w/<workspace>/p/<project>/`` and set ``request.project``."""
    return workspace_page(right, scope_open=scope_open, resolve=_resolve)


def _resolve(request: ProjectPageRequest, kwargs: dict[str, Any]) -> None:
    request.project = get_project(workspace=request.workspace, reference=kwargs.pop("project"))

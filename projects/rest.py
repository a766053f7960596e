"""The guard of a project's endpoints."""

from __future__ import annotations

from typing import Any

from core.rest.access import Guard, requires
from core.rest.request import ApiRequest
from core.rights import Right
from projects.models import Project
from projects.queries import get_project


class ProjectRequest(ApiRequest):
    """An authenticated request below ``/projects/{project}``."""

    project: Project


def requires_project(right: Right, *, scope_open: bool = True) -> Guard:
    """Guard an endpoint with ``right`` and set ``request.project``."""
    return requires(right, scope_open=scope_open, resolve=_resolve)


def _resolve(request: ProjectRequest, kwargs: dict[str, Any]) -> None:
    request.project = get_project(workspace=request.workspace, reference=kwargs["project"])

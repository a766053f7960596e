"""REST: projects of a workspace."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Router, Schema, Status
from pydantic import StringConstraints

from core.rest.access import requires
from core.rest.pagination import Cursor, Limit, paginate
from core.rest.request import ApiRequest
from core.rest.schemas import In, Name, Page
from core.rights import Right
from projects import services
from projects.queries import projects_of, with_total
from projects.rest import ProjectRequest, requires_project

router = Router(tags=["projects"])
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]


class ProjectIn(In):
    """A new project."""

    name: Name
    description: Description = ""


class ProjectPatch(In):
    """What to change in a project."""

    name: Name | None = None
    description: Description | None = None


class DemoOut(Schema):
    """One demo of a project."""

    id: UUID
    kind: str
    name: str


class ProjectOut(Schema):
    """A project with its demos."""

    id: UUID
    slug: str
    name: str
    description: str
    documents: int
    demos: list[DemoOut]
    created_at: datetime

    @staticmethod
    def resolve_documents(project: Any) -> int:
        """Return how many documents the project holds."""
        return int(project.document_total)

    @staticmethod
    def resolve_demos(project: Any) -> list[Any]:
        """Return the demos from the prefetched rows."""
        return list(project.demos.all())


@router.get(
    "/workspaces/{workspace}/projects", response=Page[ProjectOut], operation_id="list_projects"
)
@requires(Right.PROJECT_READ)
def list_projects(
    request: ApiRequest, workspace: str, limit: Limit, cursor: Cursor
) -> dict[str, Any]:
    """Return the projects, newest first."""
    return paginate(
        projects_of(request.workspace), of=request.workspace, limit=limit, cursor=cursor
    )


@router.post(
    "/workspaces/{workspace}/projects", response={201: ProjectOut}, operation_id="create_project"
)
@requires(Right.PROJECT_WRITE)
def create_project(request: ApiRequest, workspace: str, body: ProjectIn) -> Status[Any]:
    """Create a project; its demos are ready at once."""
    made = services.create_project(
        access=request.access, name=body.name, description=body.description
    )
    return Status(201, with_total(made))


@router.get(
    "/workspaces/{workspace}/projects/{project}", response=ProjectOut, operation_id="get_project"
)
@requires_project(Right.PROJECT_READ)
def read_project(request: ProjectRequest, workspace: str, project: str) -> Any:
    """Return one project with its demos and the number of its documents."""
    return with_total(request.project)


@router.patch(
    "/workspaces/{workspace}/projects/{project}",
    response=ProjectOut,
    operation_id="update_project",
)
@requires_project(Right.PROJECT_WRITE)
def update_project(
    request: ProjectRequest, workspace: str, project: str, body: ProjectPatch
) -> Any:
    """Change a project's name or description; its slug stays."""
    changed = services.update_project(
        access=request.access,
        project=request.project,
        name=body.name,
        description=body.description,
    )
    return with_total(changed)


@router.delete(
    "/workspaces/{workspace}/projects/{project}",
    response={204: None},
    operation_id="delete_project",
)
@requires_project(Right.PROJECT_WRITE)
def delete_project(request: ProjectRequest, workspace: str, project: str) -> Status[None]:
    """Delete a project with its demos and documents."""
    services.delete_project(access=request.access, project=request.project)
    return Status(204, None)

"""A workspace's home: its projects."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.pages.frame import workspace_page
from core.pages.request import PageRequest
from core.rest.pagination import paginate
from core.rights import Right
from projects import services
from projects.queries import projects_with_state
from projects.views.forms import FirstProjectForm, ProjectForm

ROWS: Final = 50


@require_safe
@workspace_page(Right.PROJECT_READ)
def home(request: PageRequest) -> HttpResponse:
    """List the projects, newest first; if there are none, ask for the first one's name."""
    return _home(request, ProjectForm())


@require_POST
@workspace_page(Right.PROJECT_WRITE)
def create(request: PageRequest) -> HttpResponse:
    """Create a project and redirect to it."""
    form = ProjectForm(request.POST)
    if not form.is_valid():
        return _home(request, form, status=422)
    project = services.create_project(access=request.access, **form.cleaned_data)
    return redirect("projects:project", request.workspace.slug, project.slug)


def _home(request: PageRequest, form: ProjectForm, *, status: int = 200) -> HttpResponse:
    rows = projects_with_state(request.access)
    found: dict[str, Any] = paginate(
        rows, of=request.workspace, limit=ROWS, cursor=request.GET.get("cursor")
    )
    context = {
        "projects": found["items"],
        "older": found["next_cursor"],
        "first": not found["items"] and "cursor" not in request.GET,
        "form": form,
        "first_form": FirstProjectForm(request.POST) if form.is_bound else FirstProjectForm(),
        "may_mend": request.access.allows(Right.DOCUMENT_WRITE),
        "may_write": request.access.allows(Right.PROJECT_WRITE),
    }
    return render(request, "projects/home.html", context, status=status)

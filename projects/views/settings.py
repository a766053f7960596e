"""Change a project's name and description, or delete it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.rights import Right
from projects import services
from projects.pages import ProjectPageRequest, project_page
from projects.views.forms import DeleteForm, ProjectForm


@require_http_methods(["GET", "HEAD", "POST"])
@project_page(Right.PROJECT_WRITE)
def settings(request: ProjectPageRequest) -> HttpResponse:
    """Show and save the name and description."""
    project = request.project
    if request.method != "POST":
        initial = {"name": project.name, "description": project.description}
        return _page(request, ProjectForm(initial=initial), DeleteForm(project=project))
    form = ProjectForm(request.POST)
    if not form.is_valid():
        return _page(request, form, DeleteForm(project=project), status=422)
    services.update_project(access=request.access, project=project, **form.cleaned_data)
    messages.success(request, "Saved.")
    return redirect("projects:settings", request.workspace.slug, project.slug)


@require_POST
@project_page(Right.PROJECT_WRITE)
def delete(request: ProjectPageRequest) -> HttpResponse:
    """Delete the project if its name was typed correctly."""
    project = request.project
    form = DeleteForm(request.POST, project=project)
    if not form.is_valid():
        initial = {"name": project.name, "description": project.description}
        return _page(request, ProjectForm(initial=initial), form, status=422)
    services.delete_project(access=request.access, project=project)
    messages.success(request, f"{project.name} was deleted with its documents.")
    return redirect("projects:home", request.workspace.slug)


def _page(
    request: ProjectPageRequest, form: ProjectForm, delete_form: DeleteForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "delete_form": delete_form}
    return render(request, "projects/settings.html", context, status=status)

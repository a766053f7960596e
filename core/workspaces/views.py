"""Pages: the list of clients, and the settings of one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Conflict
from core.pages.frame import workspace_page
from core.pages.request import PageRequest, SignedInRequest
from core.pages.urls import url_of
from core.rest.pagination import paginate
from core.rights import Right
from core.tenancy.scope import as_user
from core.workspaces import pending, services
from core.workspaces.facts import facts_of
from core.workspaces.forms import DeleteForm, WorkspaceForm
from core.workspaces.queries import closed_workspaces_of, is_last_owner, workspaces_of

ROWS = 50
OK, INVALID = 200, 422


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def workspaces(request: SignedInRequest) -> HttpResponse:
    """Show a person's clients, or the form that names the first one."""
    form = WorkspaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = services.create_workspace(owner=request.user, name=form.cleaned_data["name"])
        return redirect("projects:home", made.slug)
    with as_user(request.user.pk):
        rows, cursor = workspaces_of(request.user), request.GET.get("after")
        page = paginate(rows, of=request.user, limit=ROWS, cursor=cursor)
        known = facts_of(page["items"])
        closed = closed_workspaces_of(request.user)
    context = page | {
        "rows": [(item, known[item.pk]) for item in page["items"]],
        "closed": closed,
        "form": form,
        "invited": pending.remembered(request),
    }
    context["first"] = not page["items"] and "after" not in request.GET
    if context["first"]:
        form.fields["name"].widget.attrs["autofocus"] = True
    status = INVALID if request.method == "POST" else OK
    return render(request, "core/workspaces.html", context, status=status)


@require_POST
@login_required
def go_on_deleting(request: SignedInRequest, workspace_id: UUID) -> HttpResponse:
    """Retry deleting a workspace whose deletion has stopped."""
    closed = services.go_on_deleting(owner=request.user, workspace_id=workspace_id)
    messages.success(request, f"The deletion of {closed.name} has resumed.")
    return redirect("core:workspaces")


@require_safe
@workspace_page(Right.WORKSPACE_READ)
def settings(request: PageRequest) -> HttpResponse:
    """Show the workspace's settings that the reader may change."""
    return _settings(request)


@require_POST
@workspace_page(Right.WORKSPACE_WRITE)
def rename(request: PageRequest) -> HttpResponse:
    """Give the workspace another name."""
    form = WorkspaceForm(request.POST)
    if not form.is_valid():
        return _settings(request, name_form=form, status=INVALID)
    services.rename_workspace(access=request.access, name=form.cleaned_data["name"])
    messages.success(request, "The name has been changed.")
    return redirect("core:settings", request.workspace.slug)


@require_POST
@workspace_page(Right.WORKSPACE_DELETE)
def delete(request: PageRequest) -> HttpResponse:
    """Close the workspace for good, once its name has been typed."""
    form = DeleteForm(request.POST, expected=request.workspace.name)
    if not form.is_valid():
        return _settings(request, delete_form=form, status=INVALID)
    services.delete_workspace(access=request.access)
    messages.success(
        request, f"{request.workspace.name} is closed, and everything in it is being deleted."
    )
    return redirect("core:workspaces")


@require_POST
@workspace_page(Right.WORKSPACE_READ)
def leave(request: PageRequest) -> HttpResponse:
    """Remove the reader from the workspace."""
    try:
        services.leave_workspace(access=request.access)
    except Conflict as error:
        messages.error(request, error.detail)
        return redirect("core:settings", request.workspace.slug)
    messages.success(request, f"You have left {request.workspace.name}.")
    return redirect("core:workspaces")


def _settings(
    request: PageRequest,
    *,
    name_form: WorkspaceForm | None = None,
    delete_form: DeleteForm | None = None,
    status: int = OK,
) -> HttpResponse:
    workspace, access = request.workspace, request.access
    context = {
        "name_form": name_form or WorkspaceForm(initial={"name": workspace.name}),
        "delete_form": delete_form or DeleteForm(expected=workspace.name),
        "may_rename": access.allows(Right.WORKSPACE_WRITE),
        "may_delete": access.allows(Right.WORKSPACE_DELETE),
        "may_audit": access.allows(Right.AUDIT_READ),
        "may_leave": not is_last_owner(access),
        "provider_url": url_of("gateway:provider", workspace.slug)
        if access.allows(Right.PROVIDER_WRITE)
        else "",
    }
    return render(request, "core/settings.html", context, status=status)

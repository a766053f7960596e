"""Pages: a workspace's keys, and a person's own."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.keys import services
from core.keys.forms import KeyForm
from core.keys.queries import personal_keys, workspace_keys
from core.pages.frame import workspace_page
from core.pages.request import PageRequest, SignedInRequest
from core.rest.pagination import paginate
from core.rights import Right
from core.tenancy.scope import as_user

ROWS: Final = 50
OK, INVALID = 200, 422


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page(Right.KEY_WRITE)
def keys(request: PageRequest) -> HttpResponse:
    """Show the workspace's keys; create one and show its token this one time."""
    form = KeyForm(request.POST or None, rights=request.access.rights)
    token, status = None, OK
    if request.method == "POST":
        status = OK if form.is_valid() else INVALID
        if form.is_valid():
            _, token = services.create_workspace_key(access=request.access, **form.wanted())
            form = KeyForm(rights=request.access.rights)
    page = paginate(
        workspace_keys(request.workspace), of=request.workspace, limit=ROWS, cursor=_cursor(request)
    )
    return _keys(request, "core/keys.html", form=form, token=token, page=page, status=status)


@require_POST
@workspace_page(Right.KEY_WRITE)
def revoke(request: PageRequest, *, key_id: UUID) -> HttpResponse:
    """Revoke a key of the workspace."""
    services.revoke_workspace_key(access=request.access, key_id=key_id)
    messages.success(request, "The key has been revoked; calls with it are refused from now on.")
    return redirect("core:keys", request.workspace.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account_keys(request: SignedInRequest) -> HttpResponse:
    """Show a person's own keys; create one and show its token this one time."""
    form = KeyForm(request.POST or None)
    token, status = None, OK
    if request.method == "POST":
        status = OK if form.is_valid() else INVALID
        if form.is_valid():
            _, token = services.create_personal_key(user=request.user, **form.wanted())
            form = KeyForm()
    with as_user(request.user.pk):
        page = paginate(
            personal_keys(request.user), of=request.user, limit=ROWS, cursor=_cursor(request)
        )
    return _keys(
        request, "core/account_keys.html", form=form, token=token, page=page, status=status
    )


@require_POST
@login_required
def revoke_own(request: SignedInRequest, *, key_id: UUID) -> HttpResponse:
    """Revoke one of the person's own keys."""
    services.revoke_personal_key(user=request.user, key_id=key_id)
    messages.success(request, "The key has been revoked; calls with it are refused from now on.")
    return redirect("core:account_keys")


def _cursor(request: SignedInRequest) -> str | None:
    return request.GET.get("after") or None


def _keys(
    request: SignedInRequest,
    template: str,
    *,
    form: KeyForm,
    token: str | None,
    page: dict[str, Any],
    status: int,
) -> HttpResponse:
    """Render the page, or only its list for htmx, so that reloading creates no second key."""
    context = page | {"form": form, "token": token, "later": _cursor(request) is not None}
    name = f"{template}#keys" if request.htmx else template
    response = render(request, name, context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response

"""Page: an invitation, for a person who may not have an account yet."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.errors import NotFound
from core.pages.request import SignedInRequest
from core.workspaces import pending
from core.workspaces.invitations import accept, find_invitation

GONE = 410


@require_safe
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites to what; for a reader not signed in, remember the invitation."""
    try:
        found, workspace = find_invitation(token)
    except NotFound:
        return _gone(request)
    if not request.user.is_authenticated:
        pending.remember(request, token)
    # Not as "workspace": the frame would show the workspace's tabs, which are not theirs yet.
    context = {"invitation": found, "into": workspace, "token": token}
    return render(request, "core/invitation.html", context)


@require_POST
@login_required
def accept_invitation(request: SignedInRequest, token: str) -> HttpResponse:
    """Make the reader a member."""
    try:
        workspace = accept(user=request.user, token=token)
    except NotFound:
        return _gone(request)
    pending.forget(request)
    messages.success(request, f"You are now a member of {workspace.name}.")
    return redirect("projects:home", workspace.slug)


def _gone(request: HttpRequest) -> HttpResponse:
    pending.forget(request)
    return render(request, "core/invitation_gone.html", status=GONE)

"""Pages: who is in a workspace, and who is invited."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.errors import Conflict, Invalid, RateLimited
from core.pages.frame import workspace_page
from core.pages.request import PageRequest
from core.rest.pagination import paginate
from core.rights import Right, Role
from core.workspaces import invitations, services
from core.workspaces.forms import InviteForm, RemoveForm, RoleForm
from core.workspaces.links import invitation_link
from core.workspaces.models import Invitation
from core.workspaces.queries import invitations as open_invitations
from core.workspaces.queries import members_with_keys

ROWS: Final = 50
OK, INVALID = 200, 422


@require_safe
@workspace_page(Right.MEMBER_READ)
def members(request: PageRequest) -> HttpResponse:
    """Show the members and the open invitations."""
    return _members(request)


@require_POST
@workspace_page(Right.MEMBER_WRITE)
def change_role(request: PageRequest, *, member_id: UUID) -> HttpResponse:
    """Give a member another role."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Invalid("Choose one of the roles: owner, engineer, viewer.")
    try:
        member, changed = services.change_role(
            access=request.access, membership_id=member_id, role=form.cleaned_data["role"]
        )
    except Conflict as error:
        messages.error(request, error.detail)
    else:
        since = "now" if changed else "already"
        messages.success(request, f"{member.user} is {since} {Role(member.role).label.lower()}.")
    return _back(request)


@require_POST
@workspace_page(Right.MEMBER_WRITE)
def remove(request: PageRequest, *, member_id: UUID) -> HttpResponse:
    """Remove a member, and revoke the keys they created if that is asked for."""
    form = RemoveForm(request.POST)
    asked = form.is_valid() and form.cleaned_data["revoke_keys"]
    try:
        revoked = services.remove_member(
            access=request.access, membership_id=member_id, revoke_keys=asked
        )
    except Conflict as error:
        messages.error(request, error.detail)
    else:
        keys = f" Revoked: {', '.join(revoked)}." if revoked else ""
        messages.success(request, f"The member was removed and no longer has access.{keys}")
    return _back(request)


@require_POST
@workspace_page(Right.MEMBER_WRITE)
def invite(request: PageRequest) -> HttpResponse:
    """Invite an address, and show the link this one time."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _members(request, form=form, status=INVALID)
    try:
        made, token = invitations.invite(access=request.access, **form.cleaned_data)
    except (Conflict, RateLimited) as error:
        form.add_error("email", error.detail)
        return _members(request, form=form, status=INVALID)
    return _sent(request, made, token)


@require_POST
@workspace_page(Right.MEMBER_WRITE)
def resend(request: PageRequest, *, invitation_id: UUID) -> HttpResponse:
    """Give the invitation a new link, and show it this one time."""
    made, token = invitations.resend(access=request.access, invitation_id=invitation_id)
    return _sent(request, made, token)


@require_POST
@workspace_page(Right.MEMBER_WRITE)
def cancel(request: PageRequest, *, invitation_id: UUID) -> HttpResponse:
    """Cancel an invitation."""
    invitations.cancel_invitation(access=request.access, invitation_id=invitation_id)
    messages.success(request, "The invitation has been cancelled; its link no longer works.")
    return _back(request)


def _sent(request: PageRequest, invitation: Invitation, token: str) -> HttpResponse:
    link = invitation_link(request, token)
    mailed = invitations.mail_invitation(
        invitation=invitation, workspace=request.workspace, link=link
    )
    return _members(request, sent={"invitation": invitation, "link": link, "mailed": mailed})


def _members(
    request: PageRequest,
    *,
    form: InviteForm | None = None,
    sent: dict[str, Any] | None = None,
    status: int = OK,
) -> HttpResponse:
    """Render the page, or for htmx only the part below its heading.

    The link appears in the response to the form itself; with htmx, reloading does not resend it.
    """
    cursor = request.GET.get("after")
    rows = members_with_keys(request.workspace)
    page = paginate(rows, of=request.workspace, limit=ROWS, cursor=cursor)
    context = {
        "members": page["items"],
        "next_cursor": page["next_cursor"],
        "later": bool(cursor),
        "invitations": open_invitations(request.workspace),
        "form": form or InviteForm(),
        "sent": sent,
        "may_change": request.access.allows(Right.MEMBER_WRITE),
        "roles": Role.choices,
    }
    template = "core/members.html#people" if request.htmx else "core/members.html"
    return render(request, template, context, status=status)


def _back(request: PageRequest) -> HttpResponse:
    return redirect("core:members", request.workspace.slug)

"""REST: workspaces, their members and their audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Router, Schema, Status

from core.audit.queries import audit_events
from core.errors import Forbidden
from core.rest.access import requires, requires_person
from core.rest.pagination import Cursor, Limit, paginate
from core.rest.request import ApiRequest
from core.rest.schemas import In, Name, Page
from core.rights import Right, Role, Scope
from core.workspaces import services
from core.workspaces.api_invitations import InvitationIn, NewInvitationOut, invited
from core.workspaces.models import Membership, Workspace
from core.workspaces.queries import members, workspace_of, workspaces_of

router = Router(tags=["workspaces"])


class WorkspaceIn(In):
    """A client's name."""

    name: Name


class WorkspaceOut(Schema):
    """A workspace, and the role of the reader in it."""

    id: UUID
    slug: str
    name: str
    role: str | None
    created_at: datetime


class MemberOut(Schema):
    """A person in a workspace."""

    id: UUID
    user_id: UUID
    name: str
    email: str
    role: str
    created_at: datetime


class RoleIn(In):
    """A role to give."""

    role: Role


class AuditOut(Schema):
    """One entry of the audit trail."""

    id: UUID
    created_at: datetime
    actor_kind: str
    actor_id: UUID | None
    actor_label: str
    action: str
    object_id: UUID | None
    object_label: str


@router.get("/workspaces", response=Page[WorkspaceOut], operation_id="list_workspaces")
@requires_person(Scope.READ)
def list_workspaces(request: ApiRequest, limit: Limit, cursor: Cursor) -> dict[str, Any]:
    """Return the workspaces the key has access to, newest first."""
    user = request.credential.user
    if user is None:
        workspace = workspace_of(request.credential)
        return {"items": [_workspace(workspace, None)] if workspace else [], "next_cursor": None}
    return paginate(workspaces_of(user), of=user, limit=limit, cursor=cursor)


@router.post("/workspaces", response={201: WorkspaceOut}, operation_id="create_workspace")
@requires_person(Scope.WRITE)
def create_workspace(request: ApiRequest, body: WorkspaceIn) -> Status[WorkspaceOut]:
    """Create a workspace for a client; the person behind the key is its owner."""
    if request.credential.user is None:
        raise Forbidden("A workspace key cannot create workspaces; use a personal key.")
    made = services.create_workspace(owner=request.credential.user, name=body.name)
    request.workspace = made  # a kept answer is about it, and is deleted with it
    return Status(201, _workspace(made, Role.OWNER))


@router.get("/workspaces/{workspace}", response=WorkspaceOut, operation_id="get_workspace")
@requires(Right.WORKSPACE_READ)
def get_workspace(request: ApiRequest, workspace: str) -> WorkspaceOut:
    """Return the workspace, and the role that the key has in it."""
    return _workspace(request.workspace, request.access.role)


@router.patch("/workspaces/{workspace}", response=WorkspaceOut, operation_id="rename_workspace")
@requires(Right.WORKSPACE_WRITE)
def rename_workspace(request: ApiRequest, workspace: str, body: WorkspaceIn) -> WorkspaceOut:
    """Change a workspace's name; its slug stays."""
    changed = services.rename_workspace(access=request.access, name=body.name)
    return _workspace(changed, request.access.role)


@router.delete("/workspaces/{workspace}", response={204: None}, operation_id="delete_workspace")
@requires(Right.WORKSPACE_DELETE)
def delete_workspace(request: ApiRequest, workspace: str) -> Status[None]:
    """Close the workspace at once; everything in it is deleted in the background."""
    services.delete_workspace(access=request.access)
    return Status(204, None)


@router.get(
    "/workspaces/{workspace}/members", response=Page[MemberOut], operation_id="list_members"
)
@requires(Right.MEMBER_READ)
def list_members(
    request: ApiRequest, workspace: str, limit: Limit, cursor: Cursor
) -> dict[str, Any]:
    """Return the members, newest first."""
    page = paginate(members(request.workspace), of=request.workspace, limit=limit, cursor=cursor)
    return page | {"items": [_member(row) for row in page["items"]]}


@router.post(
    "/workspaces/{workspace}/members", response={201: NewInvitationOut}, operation_id="add_member"
)
@requires(Right.MEMBER_WRITE)
def add_member(request: ApiRequest, workspace: str, body: InvitationIn) -> Status[NewInvitationOut]:
    """Invite a person, who becomes a member by accepting; the same as creating an invitation.

    Nobody becomes a member without agreeing, and the answer does not tell who has an account.
    """
    return invited(request, body)


@router.patch(
    "/workspaces/{workspace}/members/{id:member_id}",
    response=MemberOut,
    operation_id="change_member_role",
)
@requires(Right.MEMBER_WRITE)
def change_role(request: ApiRequest, workspace: str, member_id: UUID, body: RoleIn) -> MemberOut:
    """Give a member another role; the last owner keeps theirs (409)."""
    member, _ = services.change_role(access=request.access, membership_id=member_id, role=body.role)
    return _member(member)


@router.delete(
    "/workspaces/{workspace}/members/{id:member_id}",
    response={204: None},
    operation_id="remove_member",
)
@requires(Right.MEMBER_WRITE)
def remove_member(
    request: ApiRequest, workspace: str, member_id: UUID, revoke_keys: bool = False
) -> Status[None]:
    """Remove a member, whose access ends at once; the last owner stays (409).

    Open invitations that an owner has sent are cancelled. Keys of the workspace that the member
    created keep working, unless `revoke_keys` is true; a revoked key's open invitations are
    cancelled as well.
    """
    services.remove_member(access=request.access, membership_id=member_id, revoke_keys=revoke_keys)
    return Status(204, None)


@router.get("/workspaces/{workspace}/audit", response=Page[AuditOut], operation_id="list_audit")
@requires(Right.AUDIT_READ)
def list_audit(request: ApiRequest, workspace: str, limit: Limit, cursor: Cursor) -> dict[str, Any]:
    """Return what was done in the workspace, newest first."""
    return paginate(
        audit_events(request.workspace), of=request.workspace, limit=limit, cursor=cursor
    )


def _workspace(workspace: Workspace, role: str | None) -> WorkspaceOut:
    return WorkspaceOut(
        id=workspace.pk,
        slug=workspace.slug,
        name=workspace.name,
        role=role,
        created_at=workspace.created_at,
    )


def _member(row: Membership) -> MemberOut:
    return MemberOut(
        id=row.pk,
        user_id=row.user_id,
        name=row.user.name,
        email=row.user.email,
        role=row.role,
        created_at=row.created_at,
    )

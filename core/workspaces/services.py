"""Create, change, leave and delete workspaces."""

from __future__ import annotations

import secrets
from uuid import UUID

from core.access import Access
from core.audit.services import note, record
from core.errors import Conflict, NotFound
from core.jobs.services import enqueue, reopen
from core.keys.services import revoke_keys_of
from core.people.models import User
from core.rights import Role
from core.slugs import save_with_free_slug, slug_of
from core.tenancy.ids import new_id
from core.tenancy.scope import as_user, in_workspace
from core.workspaces.invitations import cancel_invitations_of
from core.workspaces.models import Membership, Workspace
from core.workspaces.queries import closed_memberships_of, owners, user_actor

RESERVED_SLUGS = frozenset({"new", "workspaces", "api", "admin"})
DELETE_JOB = "workspace.delete"


def create_workspace(*, owner: User, name: str) -> Workspace:
    """Create a workspace with ``owner`` as its first member."""
    workspace = Workspace(id=new_id(), name=name, slug=_slug(name))
    with in_workspace(workspace.pk):
        save_with_free_slug(workspace)
        Membership(workspace=workspace, user=owner, role=Role.OWNER).save(force_insert=True)
        record(
            workspace_id=workspace.pk,
            actor=user_actor(owner),
            action="workspace.created",
            object_id=workspace.pk,
            object_label=name,
        )
    return workspace


def rename_workspace(*, access: Access, name: str) -> Workspace:
    """Change the name that people see; the slug stays, so that links keep working."""
    workspace = access.workspace
    Workspace.objects.filter(pk=workspace.pk).update(name=name)
    workspace.name = name
    note(access, "workspace.renamed", object_id=workspace.pk, label=name)
    return workspace


def delete_workspace(*, access: Access) -> None:
    """Close the workspace at once and remove everything in it in the background."""
    workspace = access.workspace
    if Workspace.objects.filter(pk=workspace.pk, deleting=False).update(deleting=True):
        enqueue(workspace_id=workspace.pk, kind=DELETE_JOB, subject_id=workspace.pk)


def go_on_deleting(*, owner: User, workspace_id: UUID) -> Workspace:
    """Retry the deletion of a closed workspace at once; harmless while it is under way.

    Raises:
        NotFound: ``owner`` owns no such closed workspace.
    """
    with as_user(owner.pk):
        found = closed_memberships_of(owner).filter(workspace_id=workspace_id).first()
    if found is None:
        raise NotFound("There is no such workspace, or it has already been deleted.")
    with in_workspace(workspace_id):
        if not reopen(workspace_id=workspace_id, kind=DELETE_JOB, subject_id=workspace_id):
            enqueue(workspace_id=workspace_id, kind=DELETE_JOB, subject_id=workspace_id)
    return found.workspace


def change_role(*, access: Access, membership_id: UUID, role: str) -> tuple[Membership, bool]:
    """Give a member a role; return the member, and whether they had another one before.

    Raises ``Conflict`` for the last owner. The open invitations of somebody who is no longer an
    owner are cancelled.
    """
    membership = _locked_member(access, membership_id)
    if membership.role == role:
        return membership, False
    if membership.role == Role.OWNER:
        _keep_an_owner(access)
        cancel_invitations_of(access=access, user=membership.user)
    membership.role = role
    membership.save(update_fields=["role"])
    label = f"{membership.user} → {role}"
    note(access, "member.role_changed", object_id=membership.pk, label=label)
    return membership, True


def remove_member(*, access: Access, membership_id: UUID, revoke_keys: bool = False) -> list[str]:
    """Remove a member, whose access ends on commit, with the open invitations they have sent.

    With ``revoke_keys`` also revoke the workspace keys they created, which otherwise go on working,
    for the sake of what uses them; return the names of those revoked. Raises ``Conflict`` for the
    last owner.
    """
    membership = _locked_member(access, membership_id)
    if membership.role == Role.OWNER:
        _keep_an_owner(access)
        cancel_invitations_of(access=access, user=membership.user)
    membership.delete()
    note(access, "member.removed", object_id=membership_id, label=str(membership.user))
    return revoke_keys_of(access=access, user=membership.user) if revoke_keys else []


def leave_workspace(*, access: Access) -> None:
    """Remove the actor's own membership. Raises ``Conflict`` for the last owner."""
    rows = Membership.objects.for_workspace(access.workspace)
    own = rows.filter(user_id=access.actor.id).first()
    if own is None:
        raise NotFound("You are not a member of this workspace.")
    remove_member(access=access, membership_id=own.pk)


def _locked_member(access: Access, membership_id: UUID) -> Membership:
    # All owners are locked, in one order, so that the last two cannot both leave at once.
    rows = Membership.objects.for_workspace(access.workspace)
    list(owners(access.workspace).order_by("pk").select_for_update())
    wanted = rows.select_related("user").select_for_update(of=("self",))
    membership = wanted.filter(pk=membership_id).first()
    if membership is None:
        raise NotFound("There is no such member.")
    return membership


def _keep_an_owner(access: Access) -> None:
    if owners(access.workspace).count() == 1:
        raise Conflict(
            "A workspace needs an owner. Make somebody else an owner first.", code="last_owner"
        )


def _slug(name: str) -> str:
    slug = slug_of(name, otherwise="workspace")
    return f"{slug}-{secrets.token_hex(2)}" if slug in RESERVED_SLUGS else slug

"""Delete one's own account, after leaving every workspace."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db import transaction

from core.access import Access
from core.errors import Conflict
from core.people.models import User
from core.rights import ROLE_RIGHTS, Role
from core.tenancy.counting import count_over_mine
from core.tenancy.scope import as_user, in_workspace
from core.workspaces.models import Membership, Workspace
from core.workspaces.queries import memberships_of, user_actor
from core.workspaces.services import leave_workspace


def held_workspaces(user: User) -> list[Workspace]:
    """Return the workspaces that would be left without an owner, by name."""
    with as_user(user.pk):
        owned = [row.workspace for row in memberships_of(user).filter(role=Role.OWNER)]
        owners = count_over_mine("core_owners_of_mine", [workspace.pk for workspace in owned])
    held = [workspace for workspace in owned if owners[workspace.pk]["owners"] == 1]
    return sorted(held, key=lambda workspace: workspace.name.casefold())


def delete_account(user: User) -> None:
    """Delete the person with their keys, sessions and memberships, all or nothing.

    What they made stays with its workspace, and their name stays in its records. The deletion of a
    workspace already under way continues without them.

    Raises:
        Conflict: a workspace would be left without an owner.
    """
    with transaction.atomic():
        with as_user(user.pk):
            rows = Membership.unscoped.filter(user=user).select_related("workspace")
            memberships = list(rows.order_by("workspace_id"))
        for membership in memberships:
            _leave(user, membership)
        for session in UserSession.objects.filter(user=user):
            session.end()
        with as_user(user.pk):
            user.delete()


def _leave(user: User, membership: Membership) -> None:
    workspace = membership.workspace
    access = Access(
        actor=user_actor(user),
        workspace=workspace,
        role=membership.role,
        rights=ROLE_RIGHTS[membership.role],
    )
    with in_workspace(workspace.pk):
        if workspace.deleting:
            membership.delete()
            return
        try:
            leave_workspace(access=access)
        except Conflict as error:
            raise Conflict(
                f"You are the only owner of {workspace.name}. Make somebody else an owner, or "
                "delete the workspace. Nothing was deleted.",
                code="last_owner",
            ) from error

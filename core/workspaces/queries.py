"""Read workspaces, and decide who may do what in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet

from core.access import Access, Actor
from core.jobs.models import JobState
from core.jobs.services import goes_on_at
from core.keys.models import ApiKey
from core.keys.queries import working_keys
from core.people.models import User
from core.rights import ROLE_RIGHTS, Role, scope_rights
from core.tenancy.counting import count_over_mine
from core.tenancy.references import ByReference, key_of
from core.tenancy.scope import as_user, in_workspace
from core.workspaces.models import Invitation, Membership, Workspace


def is_named(workspace: Workspace, reference: str) -> bool:
    """Return whether ``reference`` is the workspace's id or slug."""
    return key_of(reference) in {workspace.pk, workspace.slug}


def memberships_of(user: User) -> QuerySet[Membership]:
    """Return a person's memberships, newest workspace first; needs ``as_user``."""
    rows = _memberships(user.pk).select_related("workspace")
    return rows.order_by("-workspace__created_at", "-workspace_id")


def _memberships(user_id: UUID) -> QuerySet[Membership]:
    return Membership.unscoped.filter(user_id=user_id, workspace__deleting=False)


_membership = ByReference(Membership, _memberships, prefix="workspace__", beside="workspace")


def user_access(user: User, reference: str) -> Access | None:
    """Return a person's access to the workspace of that id or slug, or None for a stranger."""
    with as_user(user.pk):
        membership = _membership(user.pk, reference)
    if membership is None:
        return None
    return Access(
        actor=user_actor(user),
        workspace=membership.workspace,
        role=membership.role,
        rights=ROLE_RIGHTS[membership.role],
    )


def key_access(key: ApiKey, reference: str) -> Access | None:
    """Return what ``key`` may do in the workspace of that id or slug, or None for a stranger."""
    allowed = scope_rights(key.scopes)
    if key.user is not None:
        access = user_access(key.user, reference)
        return access and replace(access, rights=access.rights & allowed)
    workspace = workspace_of(key)
    if workspace is None or not is_named(workspace, reference):
        return None
    return Access(actor=key_actor(key), workspace=workspace, role=None, rights=allowed)


def workspace_of(key: ApiKey) -> Workspace | None:
    """Return the workspace that a workspace key belongs to, unless it is being deleted."""
    if key.workspace_id is None:
        return None
    with in_workspace(key.workspace_id):
        return Workspace.objects.filter(pk=key.workspace_id, deleting=False).first()


def user_actor(user: User) -> Actor:
    """Return the person as an actor."""
    return Actor(kind="user", id=user.pk, label=str(user), user=user)


def key_actor(key: ApiKey) -> Actor:
    """Return the actor behind a key: its person, or the key itself."""
    if key.user is not None:
        return user_actor(key.user)
    return Actor(kind="key", id=key.pk, label=key.name)


def members(workspace: Workspace) -> QuerySet[Membership]:
    """Return a workspace's members with their users, newest first."""
    rows = Membership.objects.for_workspace(workspace).select_related("user")
    return rows.order_by("-created_at", "-id")


def owners(workspace: Workspace) -> QuerySet[Membership]:
    """Return the memberships of a workspace's owners."""
    return Membership.objects.for_workspace(workspace).filter(role=Role.OWNER)


def is_last_owner(access: Access) -> bool:
    """Return whether the workspace would be without an owner if the reader left it."""
    return access.role == Role.OWNER and owners(access.workspace).count() == 1


def members_with_keys(workspace: Workspace) -> QuerySet[Membership]:
    """Return the members, each with ``key_names``: the working workspace keys that they created.

    Such keys outlive the membership, and their creator may have kept the tokens.
    """
    theirs = working_keys(workspace).filter(created_by=OuterRef("user_id"))
    return members(workspace).annotate(key_names=ArraySubquery(theirs.values("name")))


def invitations(workspace: Workspace) -> QuerySet[Invitation]:
    """Return a workspace's open invitations, newest first."""
    rows = Invitation.objects.for_workspace(workspace).select_related("invited_by")
    return rows.order_by("-created_at", "-id")


@dataclass(frozen=True, slots=True)
class Closed:
    """A workspace being deleted; ``goes_on_at`` is when a failed deletion will be retried."""

    workspace: Workspace
    goes_on_at: datetime | None


def closed_memberships_of(user: User) -> QuerySet[Membership]:
    """Return a person's memberships in workspaces of theirs being deleted; needs ``as_user``."""
    rows = Membership.unscoped.filter(user=user, role=Role.OWNER, workspace__deleting=True)
    return rows.select_related("workspace")


def closed_workspaces_of(user: User) -> list[Closed]:
    """Return the workspaces being deleted that a person owns; needs ``as_user``."""
    closed = [row.workspace for row in closed_memberships_of(user)]
    if not closed:
        return []
    jobs = count_over_mine("core_deletions_of_mine", [workspace.pk for workspace in closed])
    return [
        Closed(workspace, _goes_on_at(**jobs[workspace.pk]) if workspace.pk in jobs else None)
        for workspace in closed
    ]


def _goes_on_at(*, state: str, attempts: int, ended_at: datetime | None) -> datetime | None:
    if state != JobState.FAILED or ended_at is None:
        return None
    return goes_on_at(ended_at=ended_at, token=attempts)


def workspaces_of(user: User) -> QuerySet[Workspace]:
    """Return a person's workspaces with their ``role`` in each; needs ``as_user``."""
    rows = Workspace.objects.filter(membership_roles__user=user, deleting=False)
    return rows.annotate(role=F("membership_roles__role"))

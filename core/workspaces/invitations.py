"""Invite people to a workspace, by link and by mail."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from core.access import Access
from core.audit.services import note, record
from core.errors import Conflict, NotFound
from core.mail import can_send
from core.names import one_line
from core.people.models import User
from core.rest.limits import count_letter
from core.secrets import digest
from core.tenancy.scope import as_user, holding_credential, in_workspace
from core.workspaces.holding import hold_rights, key_of
from core.workspaces.models import Invitation, Membership, Workspace
from core.workspaces.queries import user_actor

VALID_FOR: Final = timedelta(days=7)
GONE: Final = "This invitation has expired, or it was used or cancelled. Ask for a new one."


def invite(*, access: Access, email: str, role: str) -> tuple[Invitation, str]:
    """Invite ``email``; return the invitation and its link's token, which is not stored.

    Raises :class:`core.errors.Conflict` if that address is a member or invited already,
    :class:`core.errors.RateLimited` after too many invitations in an hour, and
    :class:`core.errors.Forbidden` if the sender has just lost their role.
    """
    hold_rights(access)
    address = email.strip().lower()
    if Membership.objects.for_workspace(access.workspace).filter(user__email=address).exists():
        raise Conflict(f"{address} is already a member.", code="already_member")
    _count_letter(access)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        workspace=access.workspace,
        email=address,
        role=role,
        digest=digest(token),
        invited_by=access.actor.user,
        sent_by_key=key_of(access),
        expires_at=timezone.now() + VALID_FOR,
    )
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            f"{address} already has an open invitation. Give it a new link, or cancel it first.",
            code="already_invited",
        ) from error
    _note(access, "invitation.sent", invitation)
    return invitation, token


def resend(*, access: Access, invitation_id: UUID) -> tuple[Invitation, str]:
    """Give the invitation a new link, valid for another week; the old link stops working.

    Raises :class:`core.errors.RateLimited` and :class:`core.errors.Forbidden` as :func:`invite`
    does.
    """
    hold_rights(access)
    invitation = _invitation(access, invitation_id)
    _count_letter(access)
    token = secrets.token_urlsafe(32)
    invitation.digest = digest(token)
    invitation.invited_by, invitation.sent_by_key = access.actor.user, key_of(access)
    invitation.sent_at = timezone.now()
    invitation.expires_at = invitation.sent_at + VALID_FOR
    moved = (
        Invitation.objects.for_workspace(access.workspace)
        .filter(pk=invitation.pk)
        .update(
            digest=invitation.digest,
            invited_by=invitation.invited_by,
            sent_by_key=invitation.sent_by_key,
            sent_at=invitation.sent_at,
            expires_at=invitation.expires_at,
        )
    )
    if not moved:
        raise NotFound("This invitation was used or cancelled a moment ago.")
    _note(access, "invitation.resent", invitation)
    return invitation, token


def cancel_invitation(*, access: Access, invitation_id: UUID) -> None:
    """Cancel the invitation; its link stops working."""
    invitation = _invitation(access, invitation_id)
    _note(access, "invitation.cancelled", invitation)
    invitation.delete()


def cancel_invitations_of(*, access: Access, user: User) -> None:
    """Cancel what ``user`` has sent: they were shown the links, and could come back by one."""
    _cancel(access, invited_by=user)


def cancel_invitations_by_key(*, access: Access, key_id: UUID) -> None:
    """Cancel what a workspace key has sent: whoever holds the key was shown the links."""
    _cancel(access, sent_by_key=key_id)


def mail_invitation(*, invitation: Invitation, workspace: Workspace, link: str) -> bool:
    """Mail the link once the transaction commits; return False if there is no mail server."""
    if not can_send():
        return False
    context = {"invitation": invitation, "workspace": workspace, "link": link}
    text = render_to_string("core/mail/invitation.txt", context)
    transaction.on_commit(
        lambda: send_mail(
            f"You are invited to {one_line(workspace.name)}",
            text,
            None,
            [invitation.email],
            fail_silently=True,  # the page shows the link, so a dead mail server loses nothing
        )
    )
    return True


def find_invitation(token: str) -> tuple[Invitation, Workspace]:
    """Return the open invitation of a link; raise the same ``NotFound`` for any other token."""
    fingerprint = digest(token)
    with holding_credential(fingerprint):
        invitation = Invitation.unscoped.filter(digest=fingerprint).first()
    if invitation is None or invitation.is_expired:
        raise NotFound(GONE)
    with in_workspace(invitation.workspace_id):
        rows = Invitation.objects.for_workspace(invitation.workspace_id)
        found = rows.select_related("invited_by", "workspace").filter(pk=invitation.pk).first()
    if found is None or found.workspace.deleting:
        raise NotFound(GONE)
    return found, found.workspace


def accept(*, user: User, token: str) -> Workspace:
    """Make ``user`` a member in the invited role and use up the invitation; return the workspace.

    Raises :class:`core.errors.NotFound` if the link is not, or no longer, good.
    """
    invitation, workspace = find_invitation(token)
    with as_user(user.pk), in_workspace(workspace.pk):
        if not Invitation.objects.for_workspace(workspace).filter(pk=invitation.pk).delete()[0]:
            raise NotFound("This invitation was used a moment ago.")
        # By two invitations at once, somebody still becomes a member once.
        Membership.objects.for_workspace(workspace).get_or_create(
            workspace=workspace, user=user, defaults={"role": invitation.role}
        )
        record(
            workspace_id=workspace.pk,
            actor=user_actor(user),
            action="invitation.accepted",
            object_id=invitation.pk,
            object_label=invitation.email,
        )
    return workspace


def _invitation(access: Access, invitation_id: UUID) -> Invitation:
    rows = Invitation.objects.for_workspace(access.workspace).filter(pk=invitation_id)
    invitation = rows.first()
    if invitation is None:
        raise NotFound("There is no such invitation.")
    return invitation


def _cancel(access: Access, **sent_by: object) -> None:
    sent = Invitation.objects.for_workspace(access.workspace).filter(**sent_by)
    for invitation in sent:
        _note(access, "invitation.cancelled", invitation)
    sent.delete()


def _count_letter(access: Access) -> None:
    """Count the e-mail against its sender, or against the workspace whose key sends it."""
    if can_send():
        count_letter(str(access.actor.id if access.actor.user else access.workspace.pk))


def _note(access: Access, action: str, invitation: Invitation) -> None:
    label = f"{invitation.email} ({invitation.role})"
    note(access, action, object_id=invitation.pk, label=label)

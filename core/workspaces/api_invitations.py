"""REST: invitations to a workspace."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from ninja import Router, Schema, Status
from pydantic import AfterValidator, StringConstraints

from core.mail import LONGEST_ADDRESS
from core.rest.access import requires
from core.rest.pagination import Cursor, Limit, paginate
from core.rest.request import ApiRequest
from core.rest.schemas import In, Page
from core.rights import Right, Role
from core.workspaces import invitations as services
from core.workspaces.links import invitation_link
from core.workspaces.models import Invitation
from core.workspaces.queries import invitations

router = Router(tags=["invitations"])


def _email(value: str) -> str:
    try:
        validate_email(value.strip())
    except ValidationError as error:
        raise ValueError("must be an e-mail address") from error
    return value.strip().lower()


class InvitationIn(In):
    """Whom to invite, and in which role."""

    email: Annotated[str, StringConstraints(max_length=LONGEST_ADDRESS), AfterValidator(_email)]
    role: Role = Role.VIEWER


class InvitationOut(Schema):
    """An open invitation; ``sent_at`` is when its link was made, mailed or not."""

    id: UUID
    email: str
    role: str
    sent_at: datetime
    expires_at: datetime
    created_at: datetime


class NewInvitationOut(InvitationOut):
    """An invitation with its link, which is shown only this once."""

    link: str


@router.get(
    "/workspaces/{workspace}/invitations",
    response=Page[InvitationOut],
    operation_id="list_invitations",
)
@requires(Right.MEMBER_READ)
def list_invitations(
    request: ApiRequest, workspace: str, limit: Limit, cursor: Cursor
) -> dict[str, Any]:
    """Return the open invitations, newest first."""
    return paginate(
        invitations(request.workspace), of=request.workspace, limit=limit, cursor=cursor
    )


@router.post(
    "/workspaces/{workspace}/invitations",
    response={201: NewInvitationOut},
    operation_id="create_invitation",
)
@requires(Right.MEMBER_WRITE)
def create_invitation(
    request: ApiRequest, workspace: str, body: InvitationIn
) -> Status[NewInvitationOut]:
    """Invite an e-mail address; the answer has the link, also mailed if there is a mail server."""
    return invited(request, body)


@router.post(
    "/workspaces/{workspace}/invitations/{id:invitation_id}/resend",
    response=NewInvitationOut,
    operation_id="resend_invitation",
)
@requires(Right.MEMBER_WRITE)
def resend(request: ApiRequest, workspace: str, invitation_id: UUID) -> NewInvitationOut:
    """Give an invitation a new link, mailed like the first; the old one stops working."""
    made, token = services.resend(access=request.access, invitation_id=invitation_id)
    return _sent(request, made, token)


@router.delete(
    "/workspaces/{workspace}/invitations/{id:invitation_id}",
    response={204: None},
    operation_id="cancel_invitation",
)
@requires(Right.MEMBER_WRITE)
def cancel(request: ApiRequest, workspace: str, invitation_id: UUID) -> Status[None]:
    """Cancel an invitation; its link stops working."""
    services.cancel_invitation(access=request.access, invitation_id=invitation_id)
    return Status(204, None)


def invited(request: ApiRequest, body: InvitationIn) -> Status[NewInvitationOut]:
    """Invite the address in ``body``; answer with the invitation and its link."""
    made, token = services.invite(access=request.access, email=body.email, role=body.role)
    return Status(201, _sent(request, made, token))


def _sent(request: ApiRequest, invitation: Invitation, token: str) -> NewInvitationOut:
    link = invitation_link(request, token)
    services.mail_invitation(invitation=invitation, workspace=request.workspace, link=link)
    return NewInvitationOut(
        id=invitation.pk,
        email=invitation.email,
        role=invitation.role,
        sent_at=invitation.sent_at,
        expires_at=invitation.expires_at,
        created_at=invitation.created_at,
        link=link,
    )

"""REST: who the key speaks for."""

from __future__ import annotations

from uuid import UUID

from ninja import Router, Schema

from core.rest.access import requires_person
from core.rest.request import ApiRequest
from core.rights import Scope
from core.workspaces.models import Workspace
from core.workspaces.queries import memberships_of, workspace_of

router = Router(tags=["me"])


class CallerOut(Schema):
    """A person or a key."""

    kind: str
    id: UUID
    label: str
    email: str | None


class OwnWorkspace(Schema):
    """A workspace the key has access to, with its holder's role there."""

    id: UUID
    slug: str
    name: str
    role: str | None


class MeOut(Schema):
    """Whom the key acts for, and where."""

    actor: CallerOut
    scopes: list[str]
    workspaces: list[OwnWorkspace]


@router.get("/me", response=MeOut, operation_id="get_me")
@requires_person(Scope.READ)
def me(request: ApiRequest) -> MeOut:
    """Return whom the key acts for, its scopes and its workspaces."""
    actor = request.actor
    email = actor.user.email if actor.user else None
    return MeOut(
        actor=CallerOut(kind=actor.kind, id=actor.id, label=actor.label, email=email),
        scopes=request.credential.scopes,
        workspaces=_workspaces(request),
    )


def _workspaces(request: ApiRequest) -> list[OwnWorkspace]:
    rows: list[tuple[Workspace, str | None]]
    if request.credential.user is None:
        workspace = workspace_of(request.credential)
        rows = [(workspace, None)] if workspace else []
    else:
        rows = [(row.workspace, row.role) for row in memberships_of(request.credential.user)]
    return [
        OwnWorkspace(id=workspace.pk, slug=workspace.slug, name=workspace.name, role=role)
        for workspace, role in rows
    ]

"""REST: keys of a workspace."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Router, Schema, Status
from pydantic import StringConstraints

from core.keys import services
from core.keys.queries import workspace_keys
from core.rest.access import requires
from core.rest.pagination import Cursor, Limit, paginate
from core.rest.request import ApiRequest
from core.rest.schemas import In, Moment, Name, Page
from core.rights import Right, Scope

router = Router(tags=["keys"])


class KeyIn(In):
    """What a new key is for, and what it may do."""

    name: Annotated[Name, StringConstraints(max_length=80)]
    scopes: list[Scope]
    expires_at: Moment | None = None


class KeyOut(Schema):
    """A key without its secret; ``state`` is active, expired or revoked."""

    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    state: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class NewKeyOut(KeyOut):
    """A key with its token, which is shown only this once."""

    token: str


@router.get("/workspaces/{workspace}/keys", response=Page[KeyOut], operation_id="list_keys")
@requires(Right.KEY_WRITE)
def list_keys(request: ApiRequest, workspace: str, limit: Limit, cursor: Cursor) -> dict[str, Any]:
    """Return the workspace's keys, newest first."""
    return paginate(
        workspace_keys(request.workspace), of=request.workspace, limit=limit, cursor=cursor
    )


@router.post("/workspaces/{workspace}/keys", response={201: NewKeyOut}, operation_id="create_key")
@requires(Right.KEY_WRITE)
def create_key(request: ApiRequest, workspace: str, body: KeyIn) -> Status[NewKeyOut]:
    """Create a key for this workspace; its token is in this answer and nowhere else."""
    key, token = services.create_workspace_key(
        access=request.access,
        name=body.name,
        scopes=[str(scope) for scope in body.scopes],
        expires_at=body.expires_at,
    )
    shown = KeyOut.model_validate(key, from_attributes=True).model_dump()
    return Status(201, NewKeyOut(**shown, token=token))


@router.delete(
    "/workspaces/{workspace}/keys/{id:key_id}", response={204: None}, operation_id="revoke_key"
)
@requires(Right.KEY_WRITE)
def revoke_key(request: ApiRequest, workspace: str, key_id: UUID) -> Status[None]:
    """Revoke a key: it is refused from now on."""
    services.revoke_workspace_key(access=request.access, key_id=key_id)
    return Status(204, None)

"""Create, use and revoke API keys."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from core.access import Access
from core.audit.services import note
from core.errors import Forbidden, Invalid, NotFound
from core.keys.models import ApiKey
from core.keys.queries import working_keys, workspace_keys
from core.people.models import User
from core.rights import Scope, scope_rights
from core.secrets import digest
from core.tenancy.prepared import Prepared
from core.tenancy.scope import as_user, holding_credential
from core.workspaces.holding import hold_rights
from core.workspaces.invitations import cancel_invitations_by_key

PREFIX_CHARACTERS: Final = 8
USE_IS_NOTED_EVERY: Final = timedelta(minutes=1)
ALL_SCOPES: Final = list(Scope.values)

_key_of = Prepared(ApiKey, lambda digest: ApiKey.unscoped.filter(digest=digest), str, beside="user")


def create_personal_key(
    *, user: User, name: str, scopes: list[str], expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """Create a key that acts as ``user`` in all their workspaces; return it and its token.

    The token is not stored. Raises :class:`core.errors.Invalid` for unknown scopes or an expiry in
    the past.
    """
    _check(scopes=scopes, expires_at=expires_at)
    token, key = _draft(name=name, scopes=scopes, expires_at=expires_at, creator=user)
    key.user = user
    with as_user(user.pk):
        key.save(force_insert=True)
    return key, token


def create_workspace_key(
    *, access: Access, name: str, scopes: list[str], expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """Create a key for one workspace; return it and its token, which is not stored.

    One that a key creates counts as created by whoever created that key: they may hold its token.

    Raises :class:`core.errors.Forbidden` if a scope exceeds the rights of ``access`` or these have
    just been lost, and :class:`core.errors.Invalid` for unknown scopes or an expiry in the past.
    """
    _check(scopes=scopes, expires_at=expires_at)
    if not scope_rights(scopes) <= access.rights:
        raise Forbidden("You cannot give a key rights that you do not have yourself.")
    hold_rights(access)
    token, key = _draft(name=name, scopes=scopes, expires_at=expires_at, creator=_creator(access))
    key.workspace = access.workspace
    key.save(force_insert=True)
    note(access, "key.created", object_id=key.pk, label=key.name)
    return key, token


def revoke_workspace_key(*, access: Access, key_id: UUID) -> None:
    """Revoke the key and cancel the open invitations it has sent; harmless when done twice.

    Raises :class:`core.errors.NotFound`.
    """
    rows = ApiKey.objects.for_workspace(access.workspace).filter(pk=key_id)
    key = rows.first()
    if key is None:
        raise NotFound("There is no such key.")
    if rows.filter(revoked_at=None).update(revoked_at=timezone.now()):
        note(access, "key.revoked", object_id=key.pk, label=key.name)
        cancel_invitations_by_key(access=access, key_id=key.pk)


def revoke_keys_of(*, access: Access, user: User) -> list[str]:
    """Revoke the workspace's keys that ``user`` created and that still work; return their names."""
    theirs, names = working_keys(access.workspace).filter(created_by=user), list[str]()
    # Revoking a key waits for one that it is making, which is found only afterwards.
    while keys := list(theirs.all()):
        for key in keys:
            revoke_workspace_key(access=access, key_id=key.pk)
            names.append(key.name)
    return names


def revoke_personal_key(*, user: User, key_id: UUID) -> None:
    """Revoke the person's own key. Raises :class:`core.errors.NotFound`."""
    with as_user(user.pk):
        rows = ApiKey.unscoped.filter(user=user, pk=key_id)
        if not rows.exists():
            raise NotFound("There is no such key.")
        rows.filter(revoked_at=None).update(revoked_at=timezone.now())


def revoke_personal_keys(user: User) -> int:
    """Revoke all of the person's own keys; return how many worked until now."""
    with as_user(user.pk):
        rows = ApiKey.unscoped.filter(user=user, revoked_at=None)
        return rows.update(revoked_at=timezone.now())


def use_key(token: str) -> ApiKey | None:
    """Return the active key with this token and note its use; None if there is none."""
    fingerprint = digest(token)
    with holding_credential(fingerprint):
        key = _key_of(fingerprint)
        if key is None or key.state != "active" or (key.user and not key.user.is_active):
            return None
        _note_use(key)
    return key


def _note_use(key: ApiKey) -> None:
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > USE_IS_NOTED_EVERY:
        ApiKey.unscoped.filter(pk=key.pk).update(last_used_at=now)


def _check(*, scopes: list[str], expires_at: datetime | None) -> None:
    if not scopes or not set(scopes) <= set(ALL_SCOPES):
        raise Invalid.of("scopes", "Choose at least one scope: read, run, write or admin.")
    if expires_at is not None and expires_at <= timezone.now():
        raise Invalid.of("expires_at", "The expiry is in the past.")


def _creator(access: Access) -> User | None:
    if access.actor.user is not None:
        return access.actor.user
    key = workspace_keys(access.workspace).filter(pk=access.actor.id).first()
    return key.created_by if key else None


def _draft(
    *, name: str, scopes: list[str], expires_at: datetime | None, creator: User | None
) -> tuple[str, ApiKey]:
    prefix = f"vt_{secrets.token_hex(PREFIX_CHARACTERS // 2)}"
    token = f"{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey(
        name=name,
        prefix=prefix,
        digest=digest(token),
        scopes=sorted(set(scopes), key=ALL_SCOPES.index),
        expires_at=expires_at,
        created_by=creator,
    )
    return token, key

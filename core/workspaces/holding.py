"""Hold what gives somebody their rights while they make what outlives them."""

from __future__ import annotations

from uuid import UUID

from core.access import Access
from core.errors import Forbidden
from core.keys.queries import working_keys
from core.workspaces.models import Membership


def key_of(access: Access) -> UUID | None:
    """Return the id of the workspace key that acts, None if a person does."""
    return access.actor.id if access.actor.user is None else None


def hold_rights(access: Access) -> None:
    """Lock what gives the actor their rights: who ends that waits, and then undoes what was made.

    Raises :class:`core.errors.Forbidden` if they have just lost them.
    """
    key_id = key_of(access)
    if key_id is None:
        rows = Membership.objects.for_workspace(access.workspace)
        same = rows.filter(user=access.actor.user, role=access.role)
        if not same.select_for_update(no_key=True).exists():
            raise Forbidden("Your role here has just been changed. Nothing was done.")
    elif (
        not working_keys(access.workspace)
        .filter(pk=key_id)
        .select_for_update(of=("self",), no_key=True)
        .exists()
    ):
        raise Forbidden("This key has just been revoked. Nothing was done.")

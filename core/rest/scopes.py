"""Refuse a call that its key may not make, and say which key could."""

from __future__ import annotations

from core.access import NOT_YOURS, Access, Begun
from core.errors import Forbidden
from core.keys.models import ApiKey
from core.rights import ROLE_RIGHTS, Right, Scope, scope_of


def require_right(*, access: Access, key: ApiKey, right: Right) -> None:
    """Raise :class:`core.errors.Forbidden` unless ``key`` may use ``right`` in the workspace.

    If the role behind the key falls short as well, another key would not help, so the error names
    only the role.
    """
    scope = scope_of(right)
    if _role_allows(access, right) and scope not in key.scopes:
        raise lacking(scope, key=key)
    access.require(right)


def require_end(*, access: Access, key: ApiKey, begun: Begun) -> None:
    """Raise :class:`core.errors.Forbidden` unless ``key`` may stop or delete what was begun."""
    if _role_allows(access, Right.RUN_END) and not access.may_end(begun):
        raise Forbidden(f"{NOT_YOURS} {lacking(scope_of(Right.RUN_END), key=key).detail}")
    access.require_end(begun)


def lacking(scope: Scope, *, key: ApiKey) -> Forbidden:
    """Return the error for a key without ``scope``."""
    held = ", ".join(f"“{each}”" for each in key.scopes)
    where = "Keys in the workspace" if key.user_id is None else "API keys in your account"
    return Forbidden(
        f"This needs a key with the scope “{scope}”; yours has {held}. The scopes of a key "
        f"cannot be changed: create another key under {where}, and tick “{scope}” there."
    )


def _role_allows(access: Access, right: Right) -> bool:
    return access.role is None or right in ROLE_RIGHTS[access.role]

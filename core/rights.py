"""Who may do what: the rights of each role and each scope."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.db import models


class Right(StrEnum):
    """One thing that a person, a key or a visitor may be allowed to do in a workspace."""

    WORKSPACE_READ = "workspace.read"
    WORKSPACE_WRITE = "workspace.write"
    WORKSPACE_DELETE = "workspace.delete"
    MEMBER_READ = "member.read"
    MEMBER_WRITE = "member.write"
    KEY_WRITE = "key.write"
    PROVIDER_WRITE = "provider.write"
    PROJECT_READ = "project.read"
    PROJECT_WRITE = "project.write"
    DOCUMENT_READ = "document.read"
    DOCUMENT_WRITE = "document.write"
    DEMO_RUN = "demo.run"
    RUN_READ = "run.read"
    RUN_END = "run.end"  # what others began; everybody who runs demos may end their own
    FEEDBACK_WRITE = "feedback.write"
    USAGE_READ = "usage.read"
    AUDIT_READ = "audit.read"


class Role(models.TextChoices):
    """A person's place in a workspace."""

    OWNER = "owner", "Owner"
    ENGINEER = "engineer", "Engineer"
    VIEWER = "viewer", "Viewer"


class Scope(models.TextChoices):
    """What a key may be used for; its holder's role bounds it further."""

    READ = "read", "Read"
    RUN = "run", "Run demos"
    WRITE = "write", "Write"
    ADMIN = "admin", "Administer"


VIEWER_RIGHTS: Final = frozenset(
    {
        Right.WORKSPACE_READ,
        Right.PROJECT_READ,
        Right.DOCUMENT_READ,
        Right.DEMO_RUN,
        Right.RUN_READ,
        Right.FEEDBACK_WRITE,
    }
)
ENGINEER_RIGHTS: Final = VIEWER_RIGHTS | {
    Right.WORKSPACE_WRITE,
    Right.MEMBER_READ,
    Right.KEY_WRITE,
    Right.PROVIDER_WRITE,
    Right.PROJECT_WRITE,
    Right.DOCUMENT_WRITE,
    Right.RUN_END,
    Right.USAGE_READ,
    Right.AUDIT_READ,
}
OWNER_RIGHTS: Final = frozenset(Right)

ROLE_RIGHTS: Final[dict[str, frozenset[Right]]] = {
    Role.OWNER: OWNER_RIGHTS,
    Role.ENGINEER: ENGINEER_RIGHTS,
    Role.VIEWER: VIEWER_RIGHTS,
}

SCOPE_RIGHTS: Final[dict[str, frozenset[Right]]] = {
    Scope.READ: frozenset(
        {
            Right.WORKSPACE_READ,
            Right.MEMBER_READ,
            Right.PROJECT_READ,
            Right.DOCUMENT_READ,
            Right.RUN_READ,
            Right.USAGE_READ,
            Right.AUDIT_READ,
        }
    ),
    Scope.RUN: frozenset({Right.DEMO_RUN, Right.FEEDBACK_WRITE}),
    Scope.WRITE: frozenset(
        {Right.WORKSPACE_WRITE, Right.PROJECT_WRITE, Right.DOCUMENT_WRITE, Right.RUN_END}
    ),
    Scope.ADMIN: frozenset(
        {Right.WORKSPACE_DELETE, Right.MEMBER_WRITE, Right.KEY_WRITE, Right.PROVIDER_WRITE}
    ),
}


def scope_rights(scopes: list[str]) -> frozenset[Right]:
    """Return every right that a key with ``scopes`` may use."""
    return frozenset().union(*(SCOPE_RIGHTS[scope] for scope in scopes))


def scope_of(right: Right) -> Scope:
    """Return the scope that a key needs for ``right``."""
    return next(Scope(scope) for scope, rights in SCOPE_RIGHTS.items() if right in rights)

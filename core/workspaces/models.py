"""The tenant, its members and the invitations to it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.rights import Role
from core.tenancy.ids import new_id
from core.tenancy.owned import WorkspaceOwned


class Workspace(models.Model):
    """One client of the engineer, walled off from all others."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    deleting = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name


class Membership(WorkspaceOwned):
    """A person's role in a workspace."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="membership_roles", db_index=False
    )
    role = models.CharField(max_length=16, choices=Role.choices)

    class Meta(WorkspaceOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "user"], name="one_membership_a_person"),
        ]


class Invitation(WorkspaceOwned):
    """An open offer of a role to an e-mail address; only its link's SHA-256 is stored.

    Whoever sent it was shown the link: a person, ``invited_by``, or the workspace key whose id is
    ``sent_by_key``. It is not a foreign key, as keys are made in a workspace, and never deleted.
    """

    email = models.EmailField()
    role = models.CharField(max_length=16, choices=Role.choices)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    sent_by_key = models.UUIDField(null=True)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "email"], name="one_invitation_an_address"
            ),
        ]

    @property
    def is_expired(self) -> bool:
        """Whether the link no longer opens the workspace."""
        return self.expires_at <= timezone.now()

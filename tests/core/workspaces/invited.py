"""The invitation that these tests are about, and how one is made."""

from __future__ import annotations

from django.urls import reverse

from core.tenancy.scope import in_workspace
from core.workspaces.models import Invitation, Membership

NEW = "new@acme.test"


def link(token, name="invitation"):
    return reverse(f"core:{name}", args=[token])


def the_invitation(acme):
    with in_workspace(acme.pk):
        return Invitation.objects.for_workspace(acme).get()


def role_of(user, workspace):
    with in_workspace(workspace.pk):
        row = Membership.objects.for_workspace(workspace).filter(user=user).first()
    return row and row.role


def invite_by_page(client, acme, **data):
    return client.post(
        reverse("core:invite", args=[acme.slug]), {"email": NEW, "role": "viewer", **data}
    )

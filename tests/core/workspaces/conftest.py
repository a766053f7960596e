"""Somebody who is invited to acme, and their link."""

from __future__ import annotations

import pytest

from core.rights import Role
from core.tenancy.scope import in_workspace
from core.workspaces.invitations import invite
from tests.cast import make_user
from tests.core.workspaces.invited import NEW


@pytest.fixture
def token(acme, acme_access):
    with in_workspace(acme.pk):
        return invite(access=acme_access, email=NEW, role=Role.ENGINEER)[1]


@pytest.fixture
def newcomer():
    return make_user(NEW, name="Nell")

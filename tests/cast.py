"""The cast of the tests: acme and globex, two clients who must never see each other's data."""

from __future__ import annotations

import pytest

from core.keys.services import ALL_SCOPES, create_personal_key, create_workspace_key
from core.people.models import User
from core.rights import Role
from core.tenancy.scope import in_workspace
from core.workspaces.models import Membership
from core.workspaces.queries import user_access
from core.workspaces.services import create_workspace
from projects.services import create_project


def make_user(email, **fields):
    """Make a person with the password that the whole cast shares."""
    return User.objects.create_user(email, "correct horse battery", **fields)


def join(workspace, email, role):
    """Make a person and give them a role in the workspace."""
    user = make_user(email)
    with in_workspace(workspace.pk):
        Membership(workspace=workspace, user=user, role=role).save()
    return user


@pytest.fixture
def ada(db):
    """Owner of acme."""
    return make_user("ada@acme.test", name="Ada")


@pytest.fixture
def grace(db):
    """Owner of globex; a stranger to acme."""
    return make_user("grace@globex.test", name="Grace")


@pytest.fixture
def acme(ada):
    return create_workspace(owner=ada, name="Acme")


@pytest.fixture
def globex(grace):
    return create_workspace(owner=grace, name="Globex")


@pytest.fixture
def acme_engineer(acme):
    return join(acme, "ed@acme.test", Role.ENGINEER)


@pytest.fixture
def acme_viewer(acme):
    return join(acme, "vi@acme.test", Role.VIEWER)


@pytest.fixture
def acme_access(acme, ada):
    return user_access(ada, acme.slug)


@pytest.fixture
def reader(client, ada):
    """Ada's browser, signed in."""
    client.force_login(ada)
    return client


@pytest.fixture
def house(acme, acme_access):
    """Acme's project, without documents."""
    with in_workspace(acme.pk):
        return create_project(access=acme_access, name="House")


class ApiClient:
    """Django's test client with a key, and with JSON in both directions."""

    def __init__(self, client, token):
        self.client, self.token = client, token

    def _call(self, method, path, data=None, **headers):
        extra = {"headers": {"Authorization": f"Bearer {self.token}", **headers}}
        call = getattr(self.client, method)
        if data is None:
            return call(f"/api/v1{path}", **extra)
        return call(f"/api/v1{path}", data, content_type="application/json", **extra)

    def get(self, path, **headers):
        return self._call("get", path, **headers)

    def post(self, path, data=None, **headers):
        return self._call("post", path, data if data is not None else {}, **headers)

    def patch(self, path, data, **headers):
        return self._call("patch", path, data, **headers)

    def delete(self, path, **headers):
        return self._call("delete", path, **headers)

    def upload(self, path, file, **fields):
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.client.post(f"/api/v1{path}", {"file": file, **fields}, headers=headers)


@pytest.fixture
def api_for(client):
    """Return a function from a person to an API client with their personal key."""

    def make(user, scopes=ALL_SCOPES):
        _, token = create_personal_key(user=user, name="tests", scopes=list(scopes))
        return ApiClient(client, token)

    return make


@pytest.fixture
def acme_api(api_for, ada, acme):
    return api_for(ada)


@pytest.fixture
def globex_api(api_for, grace, globex):
    return api_for(grace)


@pytest.fixture
def acme_workspace_api(client, acme, acme_access):
    """An API client with a key of the workspace itself."""
    with in_workspace(acme.pk):
        _, token = create_workspace_key(access=acme_access, name="backend", scopes=list(ALL_SCOPES))
    return ApiClient(client, token)

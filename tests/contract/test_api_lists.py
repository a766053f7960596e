"""Lists of the REST API come in stable pages and accept only cursors they issued."""

from __future__ import annotations

import base64
import json
from uuid import UUID

import pytest

from tests.contract.problems import is_problem

pytestmark = pytest.mark.django_db
LISTS = ["", "/acme/members", "/acme/invitations", "/acme/keys", "/acme/audit", "/acme/projects"]
PROJECTS = "/workspaces/acme/projects"


def cursor(*place):
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def issued(api, path, **fields):
    """Add two rows to a list and return the cursor after the newer one."""
    for name in ("First", "Second"):
        assert api.post(path, {"name": name, **fields}).status_code == 201
    return api.get(f"{path}?limit=1").json()["next_cursor"]


def mark_in(issued_cursor):
    """Return what tells the cursor's list from others."""
    place = base64.urlsafe_b64decode(issued_cursor + "=" * (-len(issued_cursor) % 4))
    return json.loads(place)[0]


@pytest.mark.parametrize("path", LISTS)
def test_lists_come_in_pages(acme_api, acme, path):
    told = acme_api.get(f"/workspaces{path}?limit=1").json()
    assert set(told) == {"items", "next_cursor"}
    for limit in ("0", "-1", "101", "many", ""):
        is_problem(acme_api.get(f"/workspaces{path}?limit={limit}"), 422)


@pytest.mark.parametrize(
    "bad",
    [
        "zzz",
        "%00",
        "é",
        "A" * 5_000,
        cursor(),
        cursor(None),
        cursor("2030-01-01T00:00:00+00:00", str(UUID(int=7))),
    ],
)
def test_a_cursor_that_no_list_issued_is_refused(acme_api, acme, bad):
    is_problem(acme_api.get(f"/workspaces/acme/projects?cursor={bad}"), 422)


@pytest.mark.parametrize(
    "place",
    [
        (),
        (None, None),
        ("2030-01-01T00:00:00+00:00", "x"),
        ("2030-01-01T00:00:00", str(UUID(int=7))),
        ("0001-01-01T00:00:00+23:59", str(UUID(int=7))),
        ("9999-12-31T23:59:59-23:59", str(UUID(int=7))),
    ],
)
def test_a_cursor_with_an_impossible_place_is_refused(acme_api, acme, place):
    mark = mark_in(issued(acme_api, PROJECTS))
    is_problem(acme_api.get(f"{PROJECTS}?cursor={cursor(mark, *place)}"), 422)


def test_a_cursor_of_another_kind_of_list_is_refused(acme_api, acme):
    of_keys = issued(acme_api, "/workspaces/acme/keys", scopes=["read"])
    told = is_problem(acme_api.get(f"{PROJECTS}?cursor={of_keys}"), 422)
    assert [each["field"] for each in told["errors"]] == ["cursor"]


def test_a_cursor_of_another_workspaces_list_is_refused(acme_api, acme):
    assert acme_api.post("/workspaces", {"name": "Bolt"}).status_code == 201
    of_acme = issued(acme_api, PROJECTS)
    issued(acme_api, "/workspaces/bolt/projects")
    is_problem(acme_api.get(f"/workspaces/bolt/projects?cursor={of_acme}"), 422)


def test_lists_stay_stable_while_rows_are_added(acme_api, acme):
    names = [f"Project {number}" for number in range(5)]
    for name in names:
        acme_api.post("/workspaces/acme/projects", {"name": name})
    first = acme_api.get("/workspaces/acme/projects?limit=2").json()
    acme_api.post("/workspaces/acme/projects", {"name": "A newer one"})
    rest = acme_api.get(f"/workspaces/acme/projects?cursor={first['next_cursor']}").json()
    assert [row["name"] for row in first["items"] + rest["items"]] == names[::-1]

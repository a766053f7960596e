"""Lists of the REST API come in stable pages and accept only cursors they issued."""

from __future__ import annotations

import base64
import json
from uuid import UUID

import pytest

from tests.contract.problems import is_problem

pytestmark = pytest.mark.django_db
LISTS = ["", "/acme/members", "/acme/invitations", "/acme/keys", "/acme/audit", "/acme/projects"]


def cursor(*place):
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


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
        cursor("2030-01-01T00:00:00+00:00", "x"),
        cursor("0001-01-01T00:00:00+23:59", str(UUID(int=7))),
        cursor("9999-12-31T23:59:59-23:59", str(UUID(int=7))),
    ],
)
def test_a_cursor_that_no_list_issued_is_refused(acme_api, acme, bad):
    is_problem(acme_api.get(f"/workspaces/acme/projects?cursor={bad}"), 422)


def test_lists_stay_stable_while_rows_are_added(acme_api, acme):
    names = [f"Project {number}" for number in range(5)]
    for name in names:
        acme_api.post("/workspaces/acme/projects", {"name": name})
    first = acme_api.get("/workspaces/acme/projects?limit=2").json()
    acme_api.post("/workspaces/acme/projects", {"name": "A newer one"})
    rest = acme_api.get(f"/workspaces/acme/projects?cursor={first['next_cursor']}").json()
    assert [row["name"] for row in first["items"] + rest["items"]] == names[::-1]

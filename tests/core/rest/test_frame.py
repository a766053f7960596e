from __future__ import annotations

import base64
import json
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.utils import timezone
from pydantic import SecretStr

from core.audit.models import AuditEvent
from core.connections import AWAY
from core.errors import Conflict, DomainError
from core.rest import limits
from core.rest.api import with_status
from core.tenancy.scope import in_workspace
from core.workspaces.queries import user_access
from core.workspaces.services import create_workspace, leave_workspace
from tests.cast import join
from tests.core.rest.problems import is_problem

pytestmark = pytest.mark.django_db


def test_an_unknown_path_is_a_problem_document(client):
    is_problem(client.get("/api/v1/no/such/path"), 404, "not_found")


def test_what_is_wrong_with_a_value_is_said_in_plain_words(acme_api):
    def said(**body):
        answer = is_problem(acme_api.post("/workspaces", body), 422, "invalid")
        return {error["field"]: error["message"] for error in answer["errors"]}

    assert said() == {"name": "This field is needed."}
    assert said(name="x", colour="red") == {
        "colour": "There is no such field here. Check its spelling, or leave it out."
    }
    assert said(name=7) == {"name": "Give a text."}
    assert "at most" in said(name="x" * 500)["name"]


def test_a_wrong_method_is_a_problem_document(acme_api):
    is_problem(acme_api.delete("/me"), 405, "method_not_allowed")


def test_a_call_without_a_key_is_a_problem_document(client):
    is_problem(client.get("/api/v1/me"), 401, "unauthenticated")


def test_an_unknown_field_is_named(acme_api):
    response = acme_api.post("/workspaces", {"name": "Initech", "colour": "red"})
    body = is_problem(response, 422, "invalid")
    assert [error["field"] for error in body["errors"]] == ["body.colour"] or [
        error["field"] for error in body["errors"]
    ] == ["colour"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\x00b", None, 7])
def test_an_unusable_name_is_refused(acme_api, name):
    is_problem(acme_api.post("/workspaces", {"name": name}), 422, "invalid")


@pytest.mark.django_db(transaction=True)  # the test's own transaction would hide a missing one
def test_a_workspace_key_cannot_create_a_workspace(acme_workspace_api):
    is_problem(acme_workspace_api.post("/workspaces", {"name": "Initech"}), 403, "forbidden")


def test_a_body_that_is_not_json_is_a_problem_document(acme_api):
    response = acme_api.client.post(
        "/api/v1/workspaces",
        "{",
        content_type="application/json",
        headers={"Authorization": f"Bearer {acme_api.token}"},
    )
    assert response.status_code in {400, 422}
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "bad_request"),
        (404, "not_found"),
        (405, "method_not_allowed"),
        (500, "internal"),
        (502, "upstream_failed"),
    ],
)
def test_a_status_is_one_error_whatever_else_is_imported(status, code):
    class Imported(DomainError):
        pass

    Imported.status = status
    found = with_status(status)
    assert (found.status, found.code) == (status, code)


def test_an_unexpected_error_reveals_nothing(acme_api, acme, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("a client's words")

    monkeypatch.setattr("core.workspaces.api.members", broken)
    body = is_problem(acme_api.get(f"/workspaces/{acme.slug}/members"), 500, "internal")
    assert "words" not in json.dumps(body)


@pytest.mark.parametrize("kind", AWAY)
@pytest.mark.parametrize("where", ["core.workspaces.api.members", "core.rest.access.use_key"])
def test_while_the_database_or_the_broker_is_down_the_answer_is_503(
    acme_api, acme, monkeypatch, where, kind
):
    def away(*_, **__):
        raise kind

    monkeypatch.setattr(where, away)
    response = acme_api.get(f"/workspaces/{acme.slug}/members")
    is_problem(response, 503, "unavailable")
    assert response["Retry-After"]


def test_while_the_database_is_down_a_page_answers_503(client, ada, monkeypatch):
    def away(*_, **__):
        raise OperationalError

    client.force_login(ada)
    monkeypatch.setattr("core.workspaces.views.workspaces_of", away)
    response = client.get("/workspaces/")
    assert response.status_code == 503
    assert "Try again in a few seconds" in response.content.decode()


def test_a_callers_request_id_is_kept_when_it_is_well_formed(client):
    given = client.get("/healthz", headers={"X-Request-ID": "trace-12345"})
    assert given["X-Request-ID"] == "trace-12345"
    strange = client.get("/healthz", headers={"X-Request-ID": "a b\tc<script>"})
    assert strange["X-Request-ID"] != "a b\tc<script>"


def test_a_failed_call_changes_nothing(acme_api, acme, monkeypatch):
    monkeypatch.setattr("core.workspaces.api._workspace", lambda *_: 1 / 0)
    assert acme_api.patch(f"/workspaces/{acme.slug}", {"name": "Half"}).status_code == 500
    with in_workspace(acme.pk):
        assert not AuditEvent.objects.for_workspace(acme).filter(object_label="Half").exists()


# Lists


def names(page):
    return [row["name"] for row in page["items"]]


def test_pages_of_a_list_stay_stable_while_rows_are_added(acme_api, ada):
    for number in range(4):
        create_workspace(owner=ada, name=f"Client {number}")
    first = acme_api.get("/workspaces?limit=2").json()
    create_workspace(owner=ada, name="Newcomer")
    second = acme_api.get(f"/workspaces?limit=2&cursor={first['next_cursor']}").json()
    third = acme_api.get(f"/workspaces?limit=2&cursor={second['next_cursor']}").json()
    assert names(first) == ["Client 3", "Client 2"]
    assert names(second) == ["Client 1", "Client 0"]
    assert names(third) == ["Acme"]
    assert third["next_cursor"] is None


def test_rows_of_the_same_moment_are_neither_lost_nor_repeated(acme_api, ada):
    with time_machine.travel(timezone.now(), tick=False):
        for number in range(4):
            create_workspace(owner=ada, name=f"Client {number}")
    seen, cursor = [], ""
    while cursor is not None:
        page = acme_api.get(f"/workspaces?limit=1&cursor={cursor}").json()
        seen += names(page)
        cursor = page["next_cursor"]
    assert sorted(seen) == ["Acme", *(f"Client {number}" for number in range(4))]


def made_up(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        made_up([]),
        made_up({}),
        made_up(["yesterday", "me"]),
        made_up([1, 2]),
        base64.urlsafe_b64encode(b"[" * 3000).decode(),
    ],
)
def test_a_made_up_cursor_is_refused(acme_api, cursor):
    is_problem(acme_api.get(f"/workspaces?cursor={cursor}"), 422, "invalid")


@pytest.mark.parametrize("limit", ["0", "101", "-1", "many"])
def test_an_unusable_limit_is_refused(acme_api, limit):
    is_problem(acme_api.get(f"/workspaces?limit={limit}"), 422, "invalid")


# How often a key may call


@pytest.fixture
def three_a_minute(settings):
    changed = {"vitrine_api_rate_per_minute": 3}
    settings.VITRINE = settings.VITRINE.model_copy(update=changed)
    with time_machine.travel(timezone.now().replace(second=20)):
        yield


def test_every_answer_reports_the_rate_limit(acme_api, three_a_minute):
    response = acme_api.get("/me")
    assert response["RateLimit-Limit"] == "3"
    assert response["RateLimit-Remaining"] == "2"
    assert 30 <= int(response["RateLimit-Reset"]) <= 40


def test_too_many_calls_are_refused_for_that_key_alone(acme_api, globex_api, three_a_minute):
    for _ in range(3):
        assert acme_api.get("/me").status_code == 200
    response = acme_api.get("/me")
    is_problem(response, 429, "rate_limited")
    assert 30 <= int(response["Retry-After"]) <= 40
    assert response["RateLimit-Remaining"] == "0"
    assert globex_api.get("/me").status_code == 200


def test_a_new_minute_allows_new_calls(acme_api, three_a_minute):
    assert [acme_api.get("/me").status_code for _ in range(4)] == [200, 200, 200, 429]
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert acme_api.get("/me")["RateLimit-Remaining"] == "2"


@pytest.fixture
def without_redis(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    limits._storage.cache_clear()
    yield
    limits._storage.cache_clear()


@pytest.mark.usefixtures("without_redis")
def test_without_redis_calls_are_not_limited(acme_api):
    assert acme_api.get("/me").status_code == 200


@pytest.mark.usefixtures("without_redis")
def test_without_redis_people_can_still_be_invited_by_mail(acme_api, settings):
    server = {"vitrine_email_url": SecretStr("smtp://mail.test:25")}
    settings.VITRINE = settings.VITRINE.model_copy(update=server)
    body = {"email": "eve@client.test", "role": "viewer"}
    assert acme_api.post("/workspaces/acme/invitations", body).status_code == 201


# Strangers

READS = ["", "/members", "/invitations", "/keys", "/audit"]
WRITES = [
    ("patch", "", {"name": "Mine"}),
    ("delete", "", None),
    ("post", "/invitations", {"email": "x@y.test", "role": "viewer"}),
    ("post", "/keys", {"name": "x", "scopes": ["read"]}),
]


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize("by", ["slug", "pk"])
def test_a_stranger_reads_nothing(globex_api, acme, path, by):
    theirs = globex_api.get(f"/workspaces/{getattr(acme, by)}{path}")
    nothing = globex_api.get(f"/workspaces/0190b3c4-7f1a-7c3e-9d52-2f6f3f0c9a11{path}")
    assert theirs.status_code == nothing.status_code == 404
    strip = {"request_id": ""}
    assert theirs.json() | strip == nothing.json() | strip


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_a_stranger_writes_nothing(globex_api, acme, method, path, body):
    call = getattr(globex_api, method)
    address = f"/workspaces/{acme.slug}{path}"
    assert (call(address, body) if body else call(address)).status_code == 404


def test_a_childs_id_is_looked_up_under_its_parent(globex_api, globex, acme, acme_viewer):
    with in_workspace(acme.pk):
        member = acme.membership_roles.get(user=acme_viewer)
    address = f"/workspaces/{globex.slug}/members/{member.pk}"
    assert globex_api.patch(address, {"role": "owner"}).status_code == 404
    assert globex_api.delete(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_leave_at_the_same_time_one_stays(acme, ada):
    second = join(acme, "zoe@acme.test", "owner")
    accesses = [user_access(user, acme.slug) for user in (ada, second)]
    together, outcomes = threading.Barrier(2, timeout=10), []

    def leave(access):
        try:
            with in_workspace(acme.pk):
                together.wait()
                leave_workspace(access=access)
            outcomes.append("left")
        except Conflict:
            outcomes.append("stays")
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=[access]) for access in accesses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcomes) == ["left", "stays"]
    with in_workspace(acme.pk):
        assert acme.membership_roles.filter(role="owner").count() == 1

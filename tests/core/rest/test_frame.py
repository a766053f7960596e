from __future__ import annotations

import base64
import json
import threading
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, OperationalError, connection
from django.utils import timezone

from core.audit.models import AuditEvent
from core.connections import AWAY
from core.errors import Conflict, DomainError, RateLimited
from core.keys.services import create_workspace_key
from core.rest import limits
from core.rest.api import with_status
from core.rest.idempotency import GIVEN_UP_AFTER, forget_old_answers
from core.rest.models import KeptAnswer
from core.tenancy.scope import holding_credential, in_workspace, sweeping
from core.workspaces.queries import user_access
from core.workspaces.services import create_workspace, leave_workspace
from tests.cast import join

pytestmark = pytest.mark.django_db


def is_problem(response, status, code):
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["code"] == code
    assert body["title"]
    assert body["detail"]
    assert body["type"].endswith(code)
    assert body["request_id"] == response["X-Request-ID"]
    return body


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


def test_a_list_takes_the_same_queries_for_many_rows(acme_api, ada, django_assert_max_num_queries):
    for number in range(12):
        create_workspace(owner=ada, name=f"Client {number}")
    with django_assert_max_num_queries(16):
        assert len(acme_api.get("/workspaces").json()["items"]) == 13


# Idempotency


def test_the_same_call_twice_has_one_effect(acme_api):
    once = acme_api.post("/workspaces", {"name": "Initech"}, **{"Idempotency-Key": "k1"})
    twice = acme_api.post("/workspaces", {"name": "Initech"}, **{"Idempotency-Key": "k1"})
    assert once.status_code == twice.status_code == 201
    assert once.json() == twice.json()
    assert twice["Idempotent-Replayed"] == "true"
    assert len(acme_api.get("/workspaces").json()["items"]) == 2


def test_the_same_idempotency_key_with_another_body_is_refused(acme_api):
    acme_api.post("/workspaces", {"name": "Initech"}, **{"Idempotency-Key": "k1"})
    other = acme_api.post("/workspaces", {"name": "Hooli"}, **{"Idempotency-Key": "k1"})
    is_problem(other, 422, "invalid")


def test_while_the_first_call_is_running_the_second_is_refused(acme_api, monkeypatch):
    inner = []

    def slow(**_):
        inner.append(acme_api.post("/workspaces", {"name": "X"}, **{"Idempotency-Key": "k1"}))
        raise ZeroDivisionError

    monkeypatch.setattr("core.workspaces.api.services.create_workspace", slow)
    acme_api.post("/workspaces", {"name": "X"}, **{"Idempotency-Key": "k1"})
    is_problem(inner[0], 409, "conflict")


def test_a_call_that_crashed_can_be_retried(acme_api, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("core.workspaces.api.services.create_workspace", lambda **_: 1 / 0)
        first = acme_api.post("/workspaces", {"name": "X"}, **{"Idempotency-Key": "k1"})
    assert first.status_code == 500
    again = acme_api.post("/workspaces", {"name": "X"}, **{"Idempotency-Key": "k1"})
    assert again.status_code == 201


@pytest.mark.parametrize("refusal", [Conflict, RateLimited])
def test_a_call_refused_for_the_moment_can_be_retried(acme_api, monkeypatch, refusal):
    def refuse(**_):
        raise refusal

    with monkeypatch.context() as refused:
        refused.setattr("core.workspaces.api.services.create_workspace", refuse)
        first = acme_api.post("/workspaces", {"name": "X"}, **{"Idempotency-Key": "k1"})
    is_problem(first, refusal.status, refusal.code)
    again = acme_api.post("/workspaces", {"name": "X"}, **{"Idempotency-Key": "k1"})
    assert again.status_code == 201


def on_another_connection(work):
    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fails", [False, True])
def test_a_call_given_up_leaves_the_answer_of_the_next_one(acme_api, monkeypatch, fails):
    later = []

    def call():
        return acme_api.post("/workspaces", {"name": "X"}, **{"Idempotency-Key": "k1"})

    def call_later():
        with time_machine.travel(timezone.now() + GIVEN_UP_AFTER + timedelta(seconds=1)):
            later.append(call())

    def slow(**asked):
        monkeypatch.setattr("core.workspaces.api.services.create_workspace", create_workspace)
        on_another_connection(call_later)
        return 1 / 0 if fails else create_workspace(**asked)

    monkeypatch.setattr("core.workspaces.api.services.create_workspace", slow)
    assert call().status_code == (500 if fails else 201)
    again = call()
    assert again["Idempotent-Replayed"] == "true"
    assert again.json() == later[0].json()


@pytest.mark.django_db(transaction=True)
def test_a_call_made_as_the_first_one_fails_is_kept(acme_api, monkeypatch):
    save = KeptAnswer.save

    def call():
        return acme_api.post("/workspaces", {"name": "X"}, **{"Idempotency-Key": "k1"})

    def forget(key):
        with holding_credential(key):
            KeptAnswer.objects.filter(key=key).delete()

    def save_late(row, **how):
        try:
            save(row, **how)
        except IntegrityError:
            on_another_connection(partial(forget, row.key))
            raise

    call()
    with monkeypatch.context() as late:
        late.setattr(KeptAnswer, "save", save_late)
        second = call()
    assert second.status_code == 201
    assert "Idempotent-Replayed" not in second
    third = call()
    assert third["Idempotent-Replayed"] == "true"
    assert third.json() == second.json()


def test_two_callers_may_use_the_same_idempotency_key(acme_api, globex_api):
    for api in (acme_api, globex_api):
        made = api.post("/workspaces", {"name": "Initech"}, **{"Idempotency-Key": "k1"})
        assert "Idempotent-Replayed" not in made


def test_a_stored_token_is_sealed_and_deleted_with_the_workspace(acme_api, acme):
    body = {"name": "shop", "scopes": ["read"]}
    path = f"/workspaces/{acme.slug}/keys"
    once = acme_api.post(path, body, **{"Idempotency-Key": "k1"}).json()
    with in_workspace(acme.pk):
        kept = KeptAnswer.objects.get()
    assert once["token"].encode() not in bytes(kept.body)
    assert kept.about == acme.pk
    assert acme_api.post(path, body, **{"Idempotency-Key": "k1"}).json() == once


def test_the_answer_that_created_a_workspace_is_deleted_with_it(acme_api):
    made = acme_api.post("/workspaces", {"name": "Initech"}, **{"Idempotency-Key": "k1"}).json()
    with in_workspace(UUID(made["id"])):
        assert str(KeptAnswer.objects.get().about) == made["id"]


def test_an_answer_is_not_stored_for_a_workspace_deleted_meanwhile(acme_api, acme, monkeypatch):
    def make(**asked):
        KeptAnswer.objects.filter(about=acme.pk).delete()
        return create_workspace_key(**asked)

    monkeypatch.setattr("core.keys.api.services.create_workspace_key", make)
    path, body = f"/workspaces/{acme.slug}/keys", {"name": "shop", "scopes": ["read"]}
    assert acme_api.post(path, body, **{"Idempotency-Key": "k1"}).status_code == 201
    with sweeping():
        assert not KeptAnswer.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "k1"}])
def test_a_body_too_large_is_refused_alike_with_an_idempotency_key(acme_api, settings, headers):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = acme_api.post("/workspaces", {"name": "x" * 200}, **headers)
    is_problem(answer, 413, "too_large")


def test_stored_answers_are_deleted_after_a_day(acme_api):
    acme_api.post("/workspaces", {"name": "Initech"}, **{"Idempotency-Key": "k1"})
    assert forget_old_answers() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        assert forget_old_answers() == 1


# Limits


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


def test_without_redis_calls_are_not_limited(acme_api, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    limits._storage.cache_clear()
    try:
        assert acme_api.get("/me").status_code == 200
    finally:
        limits._storage.cache_clear()


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

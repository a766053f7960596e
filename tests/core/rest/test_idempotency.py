"""A call repeated with its Idempotency-Key has one effect and one answer."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.utils import timezone

from core.errors import Conflict, RateLimited
from core.keys.services import create_workspace_key
from core.rest.idempotency import GIVEN_UP_AFTER, forget_old_answers
from core.rest.models import KeptAnswer
from core.tenancy.scope import holding_credential, in_workspace, sweeping
from core.workspaces.services import create_workspace
from tests.core.rest.problems import is_problem

pytestmark = pytest.mark.django_db


def test_the_same_call_twice_has_one_effect(acme_api):
    once = acme_api.post("/workspaces", {"name": "Initech"}, **{"Idempotency-Key": "k1"})
    twice = acme_api.post("/workspaces", {"name": "Initech"}, **{"Idempotency-Key": "k1"})
    assert once.status_code == twice.status_code == 201
    assert once.json() == twice.json()
    assert twice["Idempotent-Replayed"] == "true"
    assert len(acme_api.get("/workspaces").json()["items"]) == 2


def test_a_repeated_refusal_names_the_call_that_asked_again(acme_api):
    once, again = (
        acme_api.post("/workspaces", {"name": ""}, **{"Idempotency-Key": "k1"}) for _ in range(2)
    )
    is_problem(again, 422, "invalid")
    assert again["Idempotent-Replayed"] == "true"
    assert again.json()["request_id"] == again["X-Request-ID"] != once.json()["request_id"]


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


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "k1"}])
def test_a_form_where_json_belongs_is_refused_alike_with_an_idempotency_key(acme_api, headers):
    credential = {"Authorization": f"Bearer {acme_api.token}"}
    answer = acme_api.client.post(
        "/api/v1/workspaces", {"name": "Initech"}, headers=credential | headers
    )
    is_problem(answer, 400, "bad_request")


def test_stored_answers_are_deleted_after_a_day(acme_api):
    acme_api.post("/workspaces", {"name": "Initech"}, **{"Idempotency-Key": "k1"})
    assert forget_old_answers() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        assert forget_old_answers() == 1

from __future__ import annotations

import pytest
from django.db import OperationalError
from redis.exceptions import ConnectionError as BrokerAway

from core.health import heartbeat, registry
from core.health.redis import broker
from core.health.registry import Unready


@pytest.fixture
def only_ours(monkeypatch):
    """Leave out the checks that upper floors register."""
    ours = {name: registry._checks[name] for name in ("database", "broker", "worker")}
    monkeypatch.setattr(registry, "_checks", ours)


@pytest.fixture
def silent():
    broker().delete(heartbeat.KEY)


@pytest.fixture
def worker(silent):
    heartbeat.beat()


def lines(response):
    return {line["name"]: line["ok"] for line in response.json()["checks"]}


def test_the_process_says_that_it_is_alive(client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_when_every_part_is_up(client, db, only_ours, worker):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert lines(response) == {"database": True, "broker": True, "worker": True}


def test_not_ready_without_a_worker(client, db, only_ours, silent):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert lines(response) == {"database": True, "broker": True, "worker": False}


def test_a_heartbeat_expires_by_itself(worker):
    assert 0 < broker().ttl(heartbeat.KEY) <= heartbeat.LASTS_SECONDS


def test_not_ready_without_the_broker(client, db, only_ours, monkeypatch):
    def away(*_, **__):
        raise BrokerAway

    monkeypatch.setattr(broker(), "execute_command", away)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert lines(response) == {"database": True, "broker": False, "worker": False}


def test_not_ready_without_the_database(client, db, only_ours, worker, monkeypatch):
    class Away:
        def cursor(self):
            raise OperationalError

    monkeypatch.setattr("core.health.checks.connection", Away())
    assert lines(client.get("/readyz"))["database"] is False


def test_a_part_of_an_upper_floor_counts(client, db, only_ours, worker):
    def broken():
        raise Unready("The weights are missing.")

    registry.register_check("embedder", broken)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"][-1]["detail"] == "The weights are missing."


def test_a_worker_that_cannot_reach_the_broker_continues(monkeypatch):
    def away(*_, **__):
        raise BrokerAway

    monkeypatch.setattr(broker(), "execute_command", away)
    heartbeat.beat()


def test_health_checks_accept_only_reading(client):
    assert client.post("/healthz").status_code == 405

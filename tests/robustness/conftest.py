"""One instance of real processes for all tests in this folder, using a fake provider."""

from __future__ import annotations

import itertools

import pytest

from tests.fakes.upstream import FakeUpstream
from tests.robustness.answers import faithful
from tests.robustness.instance import Client, Instance

HANDBOOK = (
    "The holiday at Acme is 27 days a year. Travel costs are paid back within two weeks. "
    "A laptop is replaced every four years. The office in Leeds closes at noon on Fridays."
)
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/robustness" in str(item.path).replace("\\", "/"):
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.enable_socket)


@pytest.fixture(scope="session")
def upstream_server():
    with FakeUpstream(answer=faithful) as server:
        yield server


@pytest.fixture
def upstream(upstream_server):
    """The provider; it behaves again after each test."""
    yield upstream_server
    upstream_server.release()
    upstream_server.mode, upstream_server.answer, upstream_server.pace = "normal", faithful, 0.0
    upstream_server.retry_after = "0"
    upstream_server._script.clear()
    upstream_server.requests.clear()


@pytest.fixture(autouse=True)
def _unreleased(upstream_server):
    upstream_server.released.clear()
    upstream_server.stalled.clear()


@pytest.fixture(scope="session")
def running_instance(upstream_server):
    env = {
        "OPENAI_BASE_URL": upstream_server.base_url,
        "OPENAI_API_KEY": "sk-fake",
        "OPENAI_MODEL": "fake-model",
        "VITRINE_ALLOW_PRIVATE_PROVIDERS": "true",
    }
    with Instance(env=env) as started:
        yield started


@pytest.fixture
def instance(running_instance):
    """The instance, repaired after each test."""
    yield running_instance
    for name in ("db", "redis", "web", "worker", "beat"):
        if running_instance.processes[name].poll() is not None:
            running_instance.start(name)
    running_instance.wait_ready(seconds=60)


@pytest.fixture(scope="session")
def client_of_all(running_instance):
    with Client(running_instance, email="ada@acme.test", workspace="Acme") as client:
        yield client


@pytest.fixture
def acme(client_of_all, instance):
    """A client developer with a new, empty project."""
    client_of_all.new_project(f"Project {next(_numbers)}")
    return client_of_all


@pytest.fixture
def handbook(acme):
    """A project with one document that is ready."""
    document = acme.add_text("Handbook", HANDBOOK)
    assert acme.wait_documents([document], seconds=30)[0]["status"] == "ready"
    return document

"""No provider can hold a call open longer, or send more, than any real answer needs."""

from __future__ import annotations

import dataclasses
import resource
import time

import pytest

from ai_features.gateway import (
    EmbeddingModel,
    RerankModel,
    attempts,
    bounds,
    complete,
    embed,
    rerank,
)
from ai_features.gateway.clients import forget_clients
from ai_features.gateway.errors import ProviderEndless, ProviderNonsense, ProviderTimeout
from tests.ai_features.gateway.conftest import ledger_of, model_at
from tests.fakes.torrent import EVENTS, FAILED, JSON, PACKED, Torrent, bomb, drip, event, flood

SECONDS = 0.6
# Without a limit each of these would go on forever; generous, since the machine may be busy.
PATIENCE = 20


@pytest.fixture
def brief(monkeypatch):
    """Give every call a short deadline."""
    monkeypatch.setattr(bounds, "STREAM_SECONDS", SECONDS)
    monkeypatch.setattr(bounds, "WHOLE_SECONDS", SECONDS)


@pytest.fixture(autouse=True)
def _fresh_clients(monkeypatch):
    monkeypatch.setattr(attempts, "BACKOFF_SECONDS", 0.0)
    yield
    forget_clients()


def chat(torrent, call):
    complete(call, model=model_at(torrent))


def vectors(torrent, call):
    model = EmbeddingModel(**place_of(torrent), dimensions=8)
    embed(["leave"], caller=call.caller, model=model)


def scores(torrent, call):
    model = RerankModel(**place_of(torrent))
    rerank("leave", ["a", "b"], caller=call.caller, model=model)


def place_of(torrent):
    given = dataclasses.asdict(model_at(torrent))
    del given["context_window"]
    return given


WAYS = pytest.mark.parametrize("ask", [chat, vectors, scores])


@WAYS
@pytest.mark.usefixtures("brief")
@pytest.mark.parametrize(
    "pieces",
    [
        drip(b"HTTP/1.1 200 OK\r\n", again=b"X-More: 1\r\n"),
        drip(b"H"),
        drip(JSON, b'{"data": ['),
        drip(EVENTS, again=b": still here\n\n"),
        drip(EVENTS, b"data: {"),
        drip(EVENTS, again=event("la ")),
        drip(FAILED),
    ],
    ids=["headers", "first line", "json", "comments", "half an event", "events", "failure"],
)
def test_a_trickling_answer_ends_in_time(call, acme, ask, pieces):
    began = time.monotonic()
    with Torrent(pieces) as torrent, pytest.raises((ProviderTimeout, ProviderNonsense)) as failure:
        ask(torrent, call)
    assert time.monotonic() - began < PATIENCE
    assert isinstance(failure.value, ProviderTimeout)
    (entry,) = ledger_of(acme)
    assert entry.state == "failed"
    assert entry.input_tokens > 0, "what was asked may be billed"


@pytest.mark.usefixtures("brief")
def test_a_prompt_that_is_read_in_sips_ends_in_time(call, acme):
    long = dataclasses.replace(call, messages=[{"role": "user", "content": "leave " * 1_500_000}])
    began = time.monotonic()
    with Torrent(drip(JSON), sip=0.05) as torrent, pytest.raises(ProviderTimeout):
        complete(long, model=model_at(torrent))
    assert time.monotonic() - began < PATIENCE
    assert torrent.requests == 1
    assert [entry.state for entry in ledger_of(acme)] == ["failed"]


@WAYS
@pytest.mark.parametrize(
    "pieces",
    [
        flood(JSON, b'{"data": [', again=b"[" * 60_000),
        flood(JSON, again=b" " * 60_000),
        flood(EVENTS, b"data: ", again=b"x" * 60_000),
        flood(EVENTS, again=event("la " * 1_000)),
        flood(EVENTS, again=b": still here\n\n" * 1_000),
        flood(FAILED, again=b" " * 60_000),
    ],
    ids=["json", "blanks", "half an event", "events", "comments", "failure"],
)
def test_an_endless_answer_is_read_to_the_limit_and_no_further(call, acme, ask, pieces):
    with Torrent(pieces) as torrent, pytest.raises(ProviderEndless) as failure:
        ask(torrent, call)
    assert failure.value.detail == ProviderEndless.title
    assert torrent.requests == 1
    assert torrent.sent < 2 * bounds.STREAM_BYTES
    assert [entry.state for entry in ledger_of(acme)] == ["failed"]


@WAYS
def test_a_compressed_answer_is_never_decompressed(call, acme, ask):
    def peak():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    packed = bomb(200_000_000)
    before = peak()
    with Torrent(flood(PACKED, packed, again=packed)) as torrent, pytest.raises(ProviderNonsense):
        ask(torrent, call)
    assert peak() - before < 100_000


def test_an_answer_of_many_pieces_within_the_limits_arrives_whole(call, acme, upstream, model):
    text = " ".join(str(number) for number in range(3_000))
    upstream.answer = lambda request: text
    assert complete(call, model=model).text == text

"""Too much is refused before it is read."""

from __future__ import annotations

import asyncio
import json

import pytest

from core.assembly.intake import MARGIN, Intake

LIMIT = 2_000_000


async def reads_all(scope, receive, send):
    """Stand for Django: read the body, and answer unless the client went away."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        if not message.get("more_body"):
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"read"})


def ask(**asked):
    sent, taken = answer_to(**asked)
    return sent[0]["status"], sent[1]["body"], taken


def answer_to(*, path="/w/acme/", length=None, parts=(b"",)):
    sent, taken, waiting = [], [], list(parts)

    async def receive():
        part = waiting.pop(0)
        taken.append(len(part))
        return {"type": "http.request", "body": part, "more_body": bool(waiting)}

    async def send(message):
        sent.append(message)

    headers = [] if length is None else [(b"content-length", str(length).encode())]
    scope = {"type": "http", "path": path, "headers": headers}
    asyncio.run(Intake(reads_all, most=LIMIT)(scope, receive, send))
    return sent, sum(taken)


def test_a_body_within_the_limit_passes():
    assert ask(length=LIMIT, parts=[b"x" * LIMIT]) == (200, b"read", LIMIT)


@pytest.mark.parametrize("length", [LIMIT + MARGIN + 1, 10**30])
def test_a_declared_length_above_the_limit_is_refused_unread(length):
    status, body, taken = ask(length=length, parts=[b"x"] * 9)
    assert (status, taken) == (413, 0)
    assert body.decode().startswith("The request is larger than 2 MB.")


def test_no_browser_guesses_another_type_of_a_refusal():
    sent, _ = answer_to(length=10**9)
    assert (b"x-content-type-options", b"nosniff") in sent[0]["headers"]


def test_a_body_that_says_no_length_is_cut_off_at_the_limit():
    status, _, taken = ask(parts=[b"x" * 1_000_000] * 50)
    assert status == 413
    assert taken <= LIMIT + MARGIN + 1_000_000


def test_the_api_is_refused_with_a_problem_document():
    problem = json.loads(ask(path="/api/v1/workspaces", length=10**9)[1])
    assert (problem["status"], problem["code"]) == (413, "too_large")
    assert problem["request_id"]

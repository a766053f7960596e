"""Too large a body is refused before it is read, and looks like every other refusal."""

from __future__ import annotations

import asyncio
import json

import pytest
from asgiref.sync import async_to_sync

from core.assembly.handler import OneThreadHandler
from core.assembly.intake import MARGIN, Intake
from core.errors import REFUSED

LIMIT = 2_000_000
WORDS = "What was sent is larger than 2 MB. Nothing was saved."


async def reads_all(scope, receive, send):
    """Stand in for Django: read the body, and answer unless the client went away."""
    had = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        had += len(message["body"])
        if not message.get("more_body"):
            break
    status = scope[REFUSED].status if REFUSED in scope else 200
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": str(had).encode()})


def answer_to(application=reads_all, *, path="/w/acme/", length=None, parts=(b"",), headers=()):
    """Return the answer's status, headers and body, and how much of the request was read."""
    sent, taken, waiting = [], [], list(parts)

    async def receive():
        part = waiting.pop(0)
        taken.append(len(part))
        return {"type": "http.request", "body": part, "more_body": bool(waiting)}

    async def send(message):
        sent.append(message)

    declared = [] if length is None else [(b"content-length", str(length).encode())]
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"testserver"), *declared, *headers],
    }
    async_to_sync(Intake(application, most=LIMIT))(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], dict(sent[0]["headers"]), body.decode(), sum(taken)


def test_a_body_within_the_limit_passes():
    status, headers, body, taken = answer_to(length=LIMIT, parts=[b"x" * LIMIT])
    assert (status, body, taken) == (200, str(LIMIT), LIMIT)
    assert b"connection" not in headers


@pytest.mark.parametrize("length", [LIMIT + MARGIN + 1, 10**30])
def test_a_declared_length_above_the_limit_is_refused_unread(length):
    status, headers, body, taken = answer_to(length=length, parts=[b"x"] * 9)
    assert (status, body, taken) == (413, "0", 0)
    assert headers[b"connection"] == b"close", "what is still on its way would be taken for more"


def test_a_body_without_a_declared_length_is_cut_off_at_the_limit():
    status, _, body, taken = answer_to(parts=[b"x" * 1_000_000] * 50)
    assert (status, body) == (413, "0")
    assert taken <= LIMIT + MARGIN + 1_000_000


def test_an_answer_that_has_begun_is_not_followed_by_a_refusal():
    begun = []

    async def answers_at_once(scope, receive, send):
        begun.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"no"})
        while len(begun) == 1 and (await receive())["type"] != "http.disconnect":
            continue

    status, _, body, _ = answer_to(answers_at_once, parts=[b"x" * 1_000_000] * 50)
    assert (status, body, len(begun)) == (200, "no", 1)


def test_a_refused_body_is_not_waited_for():
    """Django listens for a disconnect, and must not get the rest of the body instead."""

    async def watches(scope, receive, send):
        await receive()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(receive(), 0.01)
        await reads_all(scope, iter_of({"type": "http.request", "body": b""}), send)

    assert answer_to(watches, length=10**9)[0] == 413


def iter_of(message):
    async def receive():
        return message

    return receive


@pytest.mark.parametrize("parts", [[b"x"], [b"x" * 1_000_000] * 9], ids=["declared", "cut off"])
@pytest.mark.django_db(transaction=True)
def test_a_page_refuses_in_the_sites_design_and_links_back(parts):
    length = 10**9 if len(parts) == 1 else None
    status, headers, body, _ = answer_to(
        OneThreadHandler(),
        path="/w/acme/p/house/documents/upload/",
        length=length,
        parts=parts,
        headers=[
            (b"content-type", b"multipart/form-data; boundary=x"),
            (b"referer", b"http://testserver/w/acme/p/house/"),
            (b"cookie", b"scheme=dark"),
        ],
    )
    assert status == 413
    assert WORDS in body
    assert "<title>That is too large · Vitrine</title>" in body
    assert 'href="/w/acme/p/house/"' in body
    assert 'data-scheme="dark"' in body
    assert headers[b"X-Content-Type-Options"] == b"nosniff"
    assert b"Content-Security-Policy" in headers
    assert headers[b"connection"] == b"close"


@pytest.mark.django_db(transaction=True)
def test_an_htmx_request_that_sent_too_much_gets_a_message_for_its_page():
    status, headers, body, _ = answer_to(
        OneThreadHandler(), length=10**9, headers=[(b"hx-request", b"true")]
    )
    assert (status, headers[b"HX-Retarget"]) == (413, b"#messages")
    assert WORDS in body
    assert "<title>" not in body


@pytest.mark.django_db(transaction=True)
def test_the_api_refuses_with_a_problem_document_that_names_the_limit():
    status, headers, body, taken = answer_to(
        OneThreadHandler(), path="/api/v1/workspaces", length=10**9
    )
    problem = json.loads(body)
    assert (status, problem["status"], problem["code"]) == (413, 413, "too_large")
    assert problem["detail"].startswith(WORDS)
    assert problem["request_id"] == headers[b"X-Request-ID"].decode()
    assert taken == 0

"""A request is handled in one thread, and static files are served before all middleware."""

from __future__ import annotations

import asyncio
import threading

import pytest
from asgiref.sync import ThreadSensitiveContext
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import AsyncRequestFactory

from core.assembly.handler import OneThreadHandler

threads: list[threading.Thread] = []


def notes_its_thread(get_response):
    def handle(request):
        threads.append(threading.current_thread())
        return get_response(request)

    return handle


@pytest.fixture(autouse=True)
def _noted(settings):
    """Record the thread before the first middleware and after the last."""
    threads.clear()
    name = f"{__name__}.notes_its_thread"
    settings.MIDDLEWARE = [name, *settings.MIDDLEWARE, name]


def answer(path):
    async def serve():
        async with ThreadSensitiveContext():
            response = await OneThreadHandler().get_response_async(AsyncRequestFactory().get(path))
        body = [part async for part in response] if response.streaming else [response.content]
        return response, b"".join(body)

    return asyncio.run(serve())


def test_a_whole_request_runs_in_one_thread():
    response, _ = answer("/api/v1/nothing")
    assert response.status_code == 404
    assert len(threads) == 2
    assert len(set(threads)) == 1
    assert threads[0] is not threading.current_thread()


def test_a_static_file_skips_all_middleware_and_still_has_security_headers(empty_folder):
    (empty_folder / "x.css").write_text("body { margin: 0 }")
    response, body = answer("/static/x.css")
    assert (response.status_code, body) == (200, b"body { margin: 0 }")
    assert threads == []
    page, _ = answer("/api/v1/nothing")
    for name in ("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"):
        assert response.headers[name] == page.headers[name]


@pytest.mark.filterwarnings("ignore:Django checks for ServeStatic")
@pytest.mark.parametrize("debug", [False, True])
def test_a_missing_file_is_answered_too(settings, debug):
    settings.DEBUG = debug
    response, body = answer("/static/nothing.css")
    assert response.status_code == (500 if debug else 404)
    assert b"nothing.css" in body or not debug


def test_a_thread_that_started_a_stream_releases_its_connection(monkeypatch):
    gone = []
    monkeypatch.setattr("core.assembly.handler.let_go", lambda: gone.append(1))
    handler = OneThreadHandler()
    for response, expected in ((HttpResponse(), []), (StreamingHttpResponse([]), [1])):
        monkeypatch.setattr(handler, "get_response", lambda _, response=response: response)
        handler._respond(HttpRequest())
        assert gone == expected

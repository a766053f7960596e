"""A request goes to one thread, and static files to none."""

from __future__ import annotations

import asyncio
import threading

import pytest
from asgiref.sync import ThreadSensitiveContext
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
    """Note the thread before the first middleware and behind the last."""
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


def test_all_of_a_request_happens_in_one_thread():
    response, _ = answer("/api/v1/nothing")
    assert response.status_code == 404
    assert len(threads) == 2
    assert len(set(threads)) == 1
    assert threads[0] is not threading.current_thread()


def test_a_static_file_is_sent_without_going_there(empty_folder):
    (empty_folder / "x.css").write_text("body { margin: 0 }")
    response, body = answer("/static/x.css")
    assert (response.status_code, body) == (200, b"body { margin: 0 }")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert threads == []


def test_a_file_that_is_not_there_is_an_ordinary_404():
    response, _ = answer("/static/nothing.css")
    assert response.status_code == 404
    assert threads

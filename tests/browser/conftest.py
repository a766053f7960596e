"""A real Chromium against a live server, with a worker in a thread of the same process."""

from __future__ import annotations

import shutil
import threading

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import expect, sync_playwright

from core.jobs.models import Job
from core.jobs.performing import perform_job
from core.tenancy.scope import sweeping

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
# In ms: what takes a browser a second on an idle machine may take many on a busy one.
expect.set_options(timeout=30_000)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]


HARMLESS = (
    # One response may refresh a row just after another has removed it.
    "htmx:oobErrorNoTarget, #document-",
    # How a form that is wrong comes back.
    "Failed to load resource: the server responded with a status of 422",
)


def is_complaint(said):
    return said.type == "error" and not said.text.startswith(HARMLESS)


@pytest.fixture(scope="module")
def chromium():
    """Start one browser per module: while it runs, so does an event loop in this thread."""
    if not CHROMIUM:
        pytest.skip("There is no chromium on this machine.")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def worker(transactional_db):
    """Run queued jobs in a thread until the test ends, as a worker would."""
    over = threading.Event()
    thread = threading.Thread(target=_work, args=(over,), name="worker")
    thread.start()
    yield
    over.set()
    thread.join()


def _work(over):
    try:
        while not over.wait(0.1):
            with sweeping():
                rows = list(Job.unscoped.filter(state="queued").values_list("workspace_id", "pk"))
            for row in rows:
                perform_job(*row)
    finally:
        connection.close()


@pytest.fixture
def open_page(chromium, live_server, client):
    """Return a function from a person to a browser page in which they are signed in.

    Afterwards the test fails on anything the browser complained about.
    """
    contexts, complaints = [], []

    def start(user, *, width=1280, height=900):
        client.force_login(user)
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}
        )
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: is_complaint(said) and complaints.append(said.text))
        contexts.append(context)
        return page

    yield start
    for context in contexts:
        context.close()
    assert complaints == []

"""The site as it really runs, under ASGI: answers stream only that way."""

from __future__ import annotations

import gc
import socket
import threading
import warnings
from types import SimpleNamespace

import pytest
import uvicorn
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.test import modify_settings

from core.assembly.handler import site_handler


@pytest.fixture
def live_server(transactional_db):
    """Serve the test's database over ASGI, instead of pytest-django's server of the same name."""
    listener = socket.create_server(("127.0.0.1", 0))
    application = ASGIStaticFilesHandler(site_handler())
    config = uvicorn.Config(
        application, log_level="error", lifespan="off", ws="none", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), name="site")
    thread.start()
    yield SimpleNamespace(
        url=f"http://127.0.0.1:{listener.getsockname()[1]}",
        # pytest-django does these around any fixture named live_server.
        _live_server_modified_settings=modify_settings(ALLOWED_HOSTS={"append": "127.0.0.1"}),
    )
    server.should_exit = True
    thread.join()
    listener.close()
    _collect_what_was_cut_off()


def _collect_what_was_cut_off():
    """Free what requests held that the browser left behind, so that no other test is blamed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()

"""The demos' project, and a reader who asks its chat."""

from __future__ import annotations

from tests.ai_features.gateway.conftest import upstream
from tests.ai_features.shown import execute, handbook, newest_run, project, strangers_project

__all__ = ["handbook", "project", "strangers_project", "upstream"]

CHAT = "/w/acme/p/house/chat/"
HTMX = {"HX-Request": "true"}


def ask(reader, project, message="How many days of paid leave?", **fields):
    response = reader.post(f"{CHAT}ask/", {"message": message, **fields}, headers=HTMX)
    assert response.status_code == 200, response.content
    return newest_run(project), response


def answered(reader, project, message="How many days of paid leave?"):
    run, _ = ask(reader, project, message)
    return execute(run)

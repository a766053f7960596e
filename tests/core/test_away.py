from __future__ import annotations

from django.db import OperationalError

from core.pages.errors import server_error


def answer_while_away(request):
    try:
        raise OperationalError("the connection is closed")
    except OperationalError:
        return server_error(request)


def test_a_middleware_that_lost_the_database_answers_503_and_no_page_in_the_api(rf, monkeypatch):
    monkeypatch.setattr("core.pages.errors.loader.get_template", None)
    answer = answer_while_away(rf.get("/api/v1/me"))
    assert (answer.status_code, answer["Retry-After"], answer.content) == (503, "5", b"")


def test_a_page_says_that_the_site_is_down(rf):
    answer = answer_while_away(rf.get("/workspaces/"))
    assert answer.status_code == 503
    assert b"<html" in answer.content

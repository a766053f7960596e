"""What a refusal from the API looks like."""

from __future__ import annotations


def is_problem(response, status):
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    told = response.json()
    assert set(told) >= {"type", "title", "status", "detail", "code", "request_id"}
    assert told["request_id"] == response.headers["X-Request-ID"]
    assert told["status"] == status
    if status == 422:
        assert all(set(error) == {"field", "message"} for error in told["errors"])
        assert told["errors"], told
    return told

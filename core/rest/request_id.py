"""Give every request an id that its response, its errors and its log lines share."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Set ``request.id`` and ``X-Request-ID``; a caller's own well-formed id is kept."""

    def open_request(request: HttpRequest) -> str:
        given = request.headers.get("X-Request-ID", "")
        request.id = given if ACCEPTED.fullmatch(given) else secrets.token_hex(12)  # type: ignore[attr-defined]
        return str(request.id)  # type: ignore[attr-defined]

    def handle(request: HttpRequest) -> HttpResponseBase:
        name = open_request(request)
        response: HttpResponseBase = get_response(request)
        response["X-Request-ID"] = name
        return response

    return handle

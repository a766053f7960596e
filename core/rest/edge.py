"""Turn Django's own error pages under ``/api/`` into problem documents."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from core.rest.api import with_status
from core.rest.problems import MEDIA_TYPE, problem

ERROR = 400
KEPT_HEADERS = {"Allow", "Retry-After"}
WORDS = {
    400: "The request could not be read.",
    404: "There is no such path in the API; see /api/v1/docs.",
    405: "This path does not take that method.",
    413: "The request body is too large.",
}


def problem_pages(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Rewrite what the router or a middleware answered before any endpoint was reached."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        return _rewritten(request, get_response(request))

    return handle


def _rewritten(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if not request.path.startswith("/api/") or response.status_code < ERROR:
        return response
    if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
        return response
    error = with_status(response.status_code, WORDS.get(response.status_code, ""))
    for name in KEPT_HEADERS & set(response.headers):
        error.headers[name] = response.headers[name]
    return problem(request, error)

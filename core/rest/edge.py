"""Turn Django's own error pages under ``/api/`` into problem documents."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

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


@sync_and_async_middleware
def problem_pages(
    get_response: Callable[[HttpRequest], Any],
) -> Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]:
    """Rewrite what the router or a middleware answered before any endpoint was reached."""

    async def handle_async(request: HttpRequest) -> HttpResponseBase:
        return _rewritten(request, await get_response(request))

    def handle(request: HttpRequest) -> HttpResponseBase:
        return _rewritten(request, get_response(request))

    return handle_async if iscoroutinefunction(get_response) else handle


def _rewritten(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if not request.path.startswith("/api/") or response.status_code < ERROR:
        return response
    if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
        return response
    error = with_status(response.status_code, WORDS.get(response.status_code, ""))
    for name in KEPT_HEADERS & set(response.headers):
        error.headers[name] = response.headers[name]
    return problem(request, error)

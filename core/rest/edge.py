"""Middleware of ``/api/``: HEAD as GET without a body, and Django's errors as problem documents."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from core.errors import REFUSED
from core.rest.api import with_status
from core.rest.problems import MEDIA_TYPE, problem

ERROR = 400
KEPT_HEADERS = {"Allow", "Retry-After"}
WORDS = {
    400: "The request could not be read.",
    404: "There is no such path in the API; see /api/v1/docs.",
    405: "This path does not accept that method.",
    413: "The request body is too large.",
}


def heads(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer HEAD as GET without the body (RFC 9110, 9.3.2); ninja does not support HEAD."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD" or not request.path.startswith("/api/"):
            return get_response(request)
        request.method = "GET"
        response = get_response(request)
        request.method = "HEAD"
        return _bare(response)

    return handle


def problem_pages(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Rewrite errors that the router or a middleware answered before any endpoint was reached.

    A request that the intake refused goes no further.
    """

    def handle(request: HttpRequest) -> HttpResponseBase:
        refusal = getattr(request, "scope", {}).get(REFUSED)
        if refusal is not None and request.path.startswith("/api/"):
            return problem(request, refusal)
        return _rewritten(request, get_response(request))

    return handle


def _bare(response: HttpResponseBase) -> HttpResponse:
    bare = HttpResponse(status=response.status_code, headers=response.headers)
    if isinstance(response, HttpResponse):
        bare.headers["Content-Length"] = str(len(response.content))
    return bare


def _rewritten(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if not request.path.startswith("/api/") or response.status_code < ERROR:
        return response
    if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
        return response
    error = with_status(response.status_code, WORDS.get(response.status_code, ""))
    for name in KEPT_HEADERS & set(response.headers):
        error.headers[name] = response.headers[name]
    if "GET" in error.headers.get("Allow", ""):
        error.headers["Allow"] += ", HEAD"
    return problem(request, error)

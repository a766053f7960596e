"""Show domain errors as pages, or as a message in the page that htmx is in."""

from __future__ import annotations

import logging
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.deprecation import MiddlewareMixin

from core.connections import AWAY
from core.errors import REFUSED, DomainError
from core.pages.ways_back import page_before

PAGES = {status: f"{status}.html" for status in (400, 403, 404, 413, 429, 503)}
log = logging.getLogger(__name__)


class DomainErrors(MiddlewareMixin):
    """Render a :class:`core.errors.DomainError`: a view's, or what refused the request unread."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        """Return the page for a request whose body was not let in."""
        refusal = getattr(request, "scope", {}).get(REFUSED)
        return None if refusal is None else self.process_exception(request, refusal)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page for a domain error; leave everything else to Django."""
        if isinstance(error, AWAY):
            return _unavailable(request)
        if not isinstance(error, DomainError):
            return None
        if getattr(request, "htmx", False):
            return _message(request, error)
        page = PAGES.get(error.status, "refused.html")
        context = {"error": error, "back": page_before(request)}
        return render(request, page, context, status=error.status)


def _message(request: HttpRequest, error: DomainError) -> HttpResponse:
    response = render(request, "core/_error_message.html", {"error": error}, status=error.status)
    response["HX-Retarget"] = "#messages"
    response["HX-Reswap"] = "beforeend"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for what no view could: 503 while database or broker are away, else 500."""
    if isinstance(sys.exc_info()[1], AWAY):
        return _unavailable(request)
    return HttpResponse(loader.get_template("500.html").render({"request": request}), status=500)


def _unavailable(request: HttpRequest) -> HttpResponse:
    log.warning("The database or the broker did not answer; a request was refused.")
    if request.path.startswith("/api/"):
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    # Without context processors: what stands around a page asks the database.
    page = loader.get_template("503.html").render({"request": request})
    return HttpResponse(page, status=503, headers={"Retry-After": "5"})

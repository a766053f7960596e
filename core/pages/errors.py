"""Show domain errors as pages, or to htmx as a message within the current page."""

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
from core.tenancy.overtaken import overtaken

PAGES = {status: f"{status}.html" for status in (400, 403, 404, 413, 429, 503)}
log = logging.getLogger(__name__)


class DomainErrors(MiddlewareMixin):
    """Renders a :class:`core.errors.DomainError`, from a view or from before the body was read."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        """Return the error page for a request whose body was refused."""
        refusal = getattr(request, "scope", {}).get(REFUSED)
        return None if refusal is None else self.process_exception(request, refusal)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page for a domain error; leave everything else to Django."""
        error = overtaken(error) or error
        if isinstance(error, AWAY):
            return _unavailable(request)
        if not isinstance(error, DomainError):
            return None
        if getattr(request, "htmx", False):
            return _message(request, error)
        page = PAGES.get(error.status, "refused.html")
        return render(request, page, {"error": error}, status=error.status)


def _message(request: HttpRequest, error: DomainError) -> HttpResponse:
    response = render(request, "core/_error_message.html", {"error": error}, status=error.status)
    response["HX-Retarget"] = "#messages"
    response["HX-Reswap"] = "beforeend"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an unhandled exception: 503 while the database or the broker is away, else 500."""
    if isinstance(sys.exc_info()[1], AWAY):
        return _unavailable(request)
    return HttpResponse(_bare("500.html", request), status=500)


def _unavailable(request: HttpRequest) -> HttpResponse:
    log.warning("The database or the broker did not answer; a request was refused.")
    if request.path.startswith("/api/"):
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    return HttpResponse(_bare("503.html", request), status=503, headers={"Retry-After": "5"})


def _bare(template: str, request: HttpRequest) -> str:
    """Return a page rendered without context processors, because those query the database."""
    context = {"request": request, "page_before": page_before(request)}
    return loader.get_template(template).render(context)

"""Show domain errors as pages, or as a message in the page that htmx is in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from core.errors import DomainError

PAGES = {400: "400.html", 403: "403.html", 404: "404.html", 429: "429.html", 503: "503.html"}


class DomainErrors(MiddlewareMixin):
    """Render a :class:`core.errors.DomainError` that a view raised."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page for a domain error; leave everything else to Django."""
        if not isinstance(error, DomainError):
            return None
        if getattr(request, "htmx", False):
            return _message(request, error)
        page = PAGES.get(error.status, "400.html")
        return render(request, page, {"error": error}, status=error.status)


def _message(request: HttpRequest, error: DomainError) -> HttpResponse:
    response = render(request, "core/_error_message.html", {"error": error}, status=error.status)
    response["HX-Retarget"] = "#messages"
    response["HX-Reswap"] = "beforeend"
    return response

"""Keep what depends on who is signed in out of every shared cache."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import has_vary_header
from django.utils.deprecation import MiddlewareMixin

OWN: Final = "private, no-cache"


class OwnAnswers(MiddlewareMixin):
    """Mark every answer that a cookie had a part in, unless it says more itself.

    Stands outside the middleware of sessions and forms: those say that they read a cookie.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Let no cache between here and the reader keep a page for somebody else."""
        if has_vary_header(response, "Cookie"):
            response.headers.setdefault("Cache-Control", OWN)
        return response

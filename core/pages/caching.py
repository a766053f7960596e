"""Keep pages that depend on who is signed in out of shared caches."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import has_vary_header
from django.utils.deprecation import MiddlewareMixin

OWN: Final = "private, no-cache"


class OwnAnswers(MiddlewareMixin):
    """Marks every response that depends on a cookie, unless it sets its own Cache-Control.

    Must come before the session and CSRF middleware, which add ``Vary: Cookie``.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Keep shared caches from serving one reader's page to another."""
        if has_vary_header(response, "Cookie"):
            response.headers.setdefault("Cache-Control", OWN)
        return response

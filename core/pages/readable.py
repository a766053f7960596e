"""Refuse what no page can look up."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

NUL = "%00"


class ReadableQueries(MiddlewareMixin):
    """Answer 400 to a page's address with the NUL character in its query.

    PostgreSQL takes it in no text, and pages look up by what stands in their addresses. The API
    checks its own.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Let everything else through."""
        if NUL in request.META["QUERY_STRING"] and not request.path.startswith("/api/"):
            raise BadRequest("The address contains the NUL character.")

"""Refuse queries that no page can look up."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

NUL = "%00"


class ReadableQueries(MiddlewareMixin):
    """Answers 400 to a page's URL with the NUL character in its query string.

    PostgreSQL accepts it in no text, and pages look things up by their query. The API checks its
    own.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Raise ``BadRequest`` for such a query; let everything else through."""
        if NUL in request.META["QUERY_STRING"] and not request.path.startswith("/api/"):
            raise BadRequest("The address contains the NUL character.")

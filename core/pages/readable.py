"""Refuse requests that no page and no endpoint can read."""

from __future__ import annotations

import codecs
from typing import Final

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

NUL = "%00"
FORMS: Final = frozenset({"multipart/form-data", "application/x-www-form-urlencoded"})
UTF_8: Final = frozenset({"utf-8", "ascii"})


class ReadableQueries(MiddlewareMixin):
    """Answers 400 to a page's URL with the NUL character in its query string.

    PostgreSQL accepts it in no text, and pages look things up by their query. The API checks its
    own.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Raise ``BadRequest`` for such a query; let everything else through."""
        if NUL in request.META["QUERY_STRING"] and not request.path.startswith("/api/"):
            raise BadRequest("The address contains the NUL character.")


class ReadableForms(MiddlewareMixin):
    """Answers 400 to a form that is said to be in another encoding than UTF-8.

    Django would decode it with whatever codec of Python's is named: with some of them, such as
    ``rot13``, it fails, and others make NUL characters and lone surrogates of plain text.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Raise ``BadRequest`` for such a form; let everything else through."""
        named = request.encoding
        if named is None:
            return
        request.encoding = "utf-8"  # of the page that refuses as well, which looks at the form
        if request.content_type in FORMS and codecs.lookup(named).name not in UTF_8:
            raise BadRequest("The form is not in UTF-8.")

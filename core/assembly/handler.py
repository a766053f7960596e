"""Django's ASGI handler, with all of a request in one thread."""

from __future__ import annotations

from typing import Any

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponseBase
from django.middleware.security import SecurityMiddleware
from servestatic.middleware import ServeStaticMiddleware

from core.connections import let_go


class OneThreadHandler(ASGIHandler):
    """Answers from one thread, middleware and view alike; static files come before all of it.

    Django itself goes to a thread and back for every middleware that it cannot run in the event
    loop, and for the view: six changes for a call of the API, which took longer than its rights.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """Build the synchronous chain, whatever the server is; no view here is asynchronous."""
        super().load_middleware(is_async=False)
        self._answer = convert_exception_to_response(ServeStaticMiddleware(self._in_thread))
        self._security = SecurityMiddleware(self.get_response)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Return the answer to ``request``, a static file's with the headers that pages have."""
        answering: Any = self._answer(request)
        secured: HttpResponseBase = self._security.process_response(request, await answering)
        return secured

    async def _in_thread(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self._respond, thread_sensitive=True)(request)

    def _respond(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.streaming:
            # Until its end the thread has nothing to ask, and the pool has few connections.
            let_go()
        return response


def site_handler() -> OneThreadHandler:
    """Return the handler of the site, with Django set up."""
    django.setup(set_prefix=False)
    return OneThreadHandler()

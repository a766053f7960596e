"""Django's ASGI handler, with a whole request in one thread."""

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
    """Runs all middleware and the view in one thread; static files are answered before that.

    Django itself enters and leaves a thread for each synchronous middleware and for the view: six
    switches per API call, which took longer than checking its rights.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """Build the synchronous chain even under ASGI; no view here is asynchronous."""
        super().load_middleware(is_async=False)
        self._answer = convert_exception_to_response(ServeStaticMiddleware(self._in_thread))
        self._security = SecurityMiddleware(self.get_response)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Return the response; static files get the same security headers as pages."""
        answering: Any = self._answer(request)
        secured: HttpResponseBase = self._security.process_response(request, await answering)
        return secured

    async def _in_thread(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self._respond, thread_sensitive=True)(request)

    def _respond(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.streaming:
            # The thread makes no query until the stream ends, and the pool has few connections.
            let_go()
        return response


def site_handler() -> OneThreadHandler:
    """Set up Django and return the site's handler."""
    django.setup(set_prefix=False)
    return OneThreadHandler()

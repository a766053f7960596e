"""Django's ASGI handler, with all of a request in one thread."""

from __future__ import annotations

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponseBase
from servestatic.middleware import ServeStaticMiddleware


class OneThreadHandler(ASGIHandler):
    """Answers static files at once, and anything else in one thread, middleware and view alike.

    Django itself goes to a thread and back for every middleware that it cannot run in the event
    loop, and for the view: six changes for a call of the API, which took longer than its rights.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """Build the synchronous chain, whatever the server is; no view here is asynchronous."""
        super().load_middleware(is_async=False)
        self._static = ServeStaticMiddleware(self._in_thread)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Return the answer to ``request``."""
        response: HttpResponseBase = await self._static(request)
        return response

    async def _in_thread(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)


def site_handler() -> OneThreadHandler:
    """Return the handler of the site, with Django set up."""
    django.setup(set_prefix=False)
    return OneThreadHandler()

"""Refuse a body above the limit before it is read: Django would spool all of it to disk first."""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
# Servers and frameworks type these three each in their own way.
Application = Callable[[Any, Any, Any], Awaitable[None]]

# What a form adds around its file.
MARGIN: Final = 1_000_000
TOO_LARGE: Final = 413
JSON_PATHS: Final = ("/api/", "/openai/")


class Intake:
    """An ASGI application that passes on only requests whose body has at most ``most`` bytes.

    A declared length is refused at once with 413; a body that grows beyond the limit without
    saying so is cut off there.
    """

    def __init__(self, application: Application, *, most: int) -> None:
        self.application = application
        self.most = most + MARGIN
        self.words = (
            f"The request is larger than {most // 1_000_000} MB. Nothing was saved. "
            "Split the file, or ask the operator to raise the limit."
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.application(scope, receive, send)
        elif _declared(scope) > self.most:
            await self._refuse(scope, send)
        else:
            await self._serve_counted(scope, receive, send)

    async def _serve_counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        had, over, answered = 0, False, False

        async def counted() -> Message:
            nonlocal had, over
            message = await receive()
            had += len(message.get("body", b""))
            if had <= self.most:
                return message
            over = True
            return {"type": "http.disconnect"}

        async def noted(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        await self.application(scope, counted, noted)
        if over and not answered:
            await self._refuse(scope, send)

    async def _refuse(self, scope: Scope, send: Send) -> None:
        request_id = secrets.token_hex(12)
        as_json = str(scope["path"]).startswith(JSON_PATHS)
        body = self._problem(request_id) if as_json else self.words.encode()
        kind = b"application/problem+json" if as_json else b"text/plain; charset=utf-8"
        headers = [
            (b"content-type", kind),
            (b"content-length", str(len(body)).encode()),
            (b"x-request-id", request_id.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": TOO_LARGE, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _problem(self, request_id: str) -> bytes:
        problem = {
            "type": "urn:vitrine:problem:too_large",
            "title": "That is too large",
            "status": TOO_LARGE,
            "detail": self.words,
            "code": "too_large",
            "request_id": request_id,
        }
        return json.dumps(problem).encode()


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:18])
    return 0

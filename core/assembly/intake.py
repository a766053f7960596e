"""Refuse a body over the limit before reading it; Django would spool all of it to disk first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from core.errors import REFUSED, TooLarge

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
# Every server and framework has its own types for these three.
Application = Callable[[Any, Any, Any], Awaitable[None]]

# Bytes that a form may add around its file.
MARGIN: Final = 1_000_000
OF_THE_BODY: Final = frozenset({b"content-length", b"content-type", b"transfer-encoding"})


class Intake:
    """An ASGI application that passes on only bodies of at most ``most`` bytes plus a margin.

    A declared length over the limit is refused at once with 413; an undeclared body is cut off at
    the limit. The application itself renders the refusal, which it finds in the scope.
    """

    def __init__(self, application: Application, *, most: int) -> None:
        self.application = application
        self.most = most + MARGIN
        self.words = (
            f"What was sent is larger than {most // 1_000_000} MB. Nothing was saved. "
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
        """Have the application render the refusal like any other, with an empty body to read."""
        headers = [header for header in scope["headers"] if header[0] not in OF_THE_BODY]
        emptied = {**scope, "headers": headers, REFUSED: TooLarge(self.words)}
        parts = [{"type": "http.request", "body": b"", "more_body": False}]

        async def nothing() -> Message:
            # A second receive() waits for a disconnect, but it is we who close the connection.
            return parts.pop() if parts else await asyncio.Future()

        async def closing(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
            await send(message)

        await self.application(emptied, nothing, closing)


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:18])
    return 0

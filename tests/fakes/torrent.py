"""A loopback server that answers every request with the given bytes, endlessly if asked to.

In a test::

    with Torrent(dripping(HEAD, b"x")) as torrent:
        client.get(torrent.base_url)
"""

from __future__ import annotations

import itertools
import json
import re
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Final, Self

Pieces = Callable[[threading.Event], Iterator[bytes]]
JSON: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
FAILED: Final = b"HTTP/1.1 500 Oops\r\nContent-Type: application/json\r\n\r\n"
EVENTS: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
PACKED: Final = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n\r\n"
)
LENGTH: Final = re.compile(rb"^content-length: *(\d+)", re.IGNORECASE | re.MULTILINE)


def flood(*begin: bytes, again: bytes) -> Pieces:
    """Send ``begin``, then ``again`` forever, as fast as it is read."""
    return lambda over: itertools.chain(begin, itertools.repeat(again))


def drip(*begin: bytes, again: bytes = b" ", pause: float = 0.05) -> Pieces:
    """Send ``begin``, then ``again`` forever, with a pause before each piece."""

    def pieces(over: threading.Event) -> Iterator[bytes]:
        yield from begin
        while not over.wait(pause):
            yield again

    return pieces


def event(text: str, **more: Any) -> bytes:
    """Return one event of a streamed answer."""
    chunk = more | {
        "id": "chatcmpl-fake",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "fake",
        "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}],
    }
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def bomb(size: int) -> bytes:
    """Return ``size`` spaces, compressed."""
    packer = zlib.compressobj(9, wbits=31)
    return packer.compress(b" " * size) + packer.flush()


class Torrent:
    """The server; start it with ``with``."""

    def __init__(self, pieces: Pieces, *, sip: float = 0.0) -> None:
        self.pieces = pieces
        self.sip = sip  # seconds before each further read of a request, forever
        self.over = threading.Event()
        self.requests = 0
        self.sent = 0

    def __enter__(self) -> Self:
        self._server = socket.create_server(("127.0.0.1", 0))
        if self.sip:
            self._server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.close()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def _serve(self) -> None:
        while not self.over.is_set():
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                if not self.sip:
                    _hear(connection)
                self.requests += 1
                while self.sip and not self.over.wait(self.sip):
                    connection.recv(1 << 16)
                for piece in self.pieces(self.over):
                    connection.sendall(piece)
                    self.sent += len(piece)
            except OSError:
                return


def _hear(connection: socket.socket) -> None:
    """Read a whole request: closing with part of it unread would reset the connection."""
    heard = b""
    while b"\r\n\r\n" not in heard and (more := connection.recv(1 << 16)):
        heard += more
    head, _, body = heard.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    left = int(length[1]) - len(body) if length else 0
    while left > 0 and (more := connection.recv(1 << 16)):
        left -= len(more)

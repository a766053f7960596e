"""A deadline and a size limit for a provider's whole answer, however slow or long it is.

The timeouts of an HTTP client apply to one read or write at a time: a server that sends a byte a
minute, or takes a long prompt byte by byte, never hits them, and an answer that never ends is read
until memory is full.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpcore2
import httpx2
from httpcore2._backends.sync import SyncStream

# A model that thinks, or reads whole manuals, takes minutes to stream an answer; an answer in one
# piece is vectors or scores.
STREAM_SECONDS: Final = 300.0
WHOLE_SECONDS: Final = 120.0
# A streamed token takes about 300 bytes; 32 vectors of 4,000 dimensions take 3 MB as text.
STREAM_BYTES: Final = 16_000_000
WHOLE_BYTES: Final = 8_000_000
AS_IT_IS: Final = "identity"
TOO_LATE: Final = "The answer takes too long."


class AnswerTooLarge(httpx2.ReadError):
    """The provider sends more than any real answer needs."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The ``time.monotonic`` by which an answer must be complete, and the most bytes it may be."""

    until: float
    most_bytes: int

    def seconds_left(self) -> float:
        """Return the seconds left, 0 once it is too late."""
        return max(0.0, self.until - time.monotonic())


class _Thread(threading.local):
    """The bounds of the calls that this thread is making."""

    bounds: Bounds | None = None


_thread = _Thread()


@contextmanager
def answered_within(bounds: Bounds) -> Iterator[None]:
    """Hold the calls made inside to ``bounds``."""
    former, _thread.bounds = _thread.bounds, bounds
    try:
        yield
    finally:
        _thread.bounds = former


def bounds_of_stream() -> Bounds:
    """Return the bounds of a streamed answer that begins now."""
    return Bounds(time.monotonic() + STREAM_SECONDS, STREAM_BYTES)


def bounds_of_whole() -> Bounds:
    """Return the bounds of an answer in one piece that is asked for now."""
    return Bounds(time.monotonic() + WHOLE_SECONDS, WHOLE_BYTES)


def bound(client: httpx2.Client) -> httpx2.Client:
    """Return ``client``, made to stop waiting and reading at the bounds of its thread.

    Answers are requested uncompressed: the size of a compressed one is known only once it is
    unpacked.
    """
    client.headers["Accept-Encoding"] = AS_IT_IS
    client.event_hooks = {"request": [], "response": [_bound_body]}
    for transport in (client._transport, *client._mounts.values()):
        if isinstance(transport, httpx2.HTTPTransport):
            transport._pool._network_backend = _Backend()
    return client


def _bound_body(response: httpx2.Response) -> None:
    if response.headers.get("Content-Encoding", AS_IT_IS).strip().lower() != AS_IT_IS:
        raise httpx2.DecodingError("The answer is packed, though it was asked for as it is.")
    if isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = _Body(response.stream, _thread.bounds or bounds_of_stream())


class _Body(httpx2.SyncByteStream):
    """The bytes of an answer, within its bounds, whichever thread reads them."""

    def __init__(self, stream: httpx2.SyncByteStream, bounds: Bounds) -> None:
        self._stream, self._bounds = stream, bounds

    def __iter__(self) -> Iterator[bytes]:
        had, pieces = 0, iter(self._stream)
        while (piece := self._next(pieces)) is not None:
            had += len(piece)
            if had > self._bounds.most_bytes:
                raise AnswerTooLarge("The answer does not end.")
            yield piece

    def close(self) -> None:
        self._stream.close()

    def _next(self, pieces: Iterator[bytes]) -> bytes | None:
        if not self._bounds.seconds_left():
            raise httpx2.ReadTimeout(TOO_LATE)
        with answered_within(self._bounds):
            return next(pieces, None)


class _Stream(httpcore2.NetworkStream):
    """A connection on which no read or write outlasts the deadline of the call."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner
        self.close = inner.close  # type: ignore[method-assign]
        self.get_extra_info = inner.get_extra_info  # type: ignore[method-assign]

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout, late=httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send ``buffer`` in as many steps as it takes, each within the time then left.

        The inner stream would give every step the full time. Any other inner stream is TLS inside a
        proxy's TLS, which only the operator can configure; it gets one step.
        """
        if not isinstance(self._inner, SyncStream):
            self._inner.write(buffer, _left(timeout, late=httpcore2.WriteTimeout))
            return
        socket, rest = self._inner.get_extra_info("socket"), memoryview(buffer)
        try:
            while rest:
                socket.settimeout(_left(timeout, late=httpcore2.WriteTimeout))
                rest = rest[socket.send(rest) :]
        except TimeoutError as error:
            raise httpcore2.WriteTimeout(TOO_LATE) from error
        except OSError as error:
            raise httpcore2.WriteError(str(error)) from error

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout))


def _left(timeout: float | None, *, late: type[httpcore2.TimeoutException]) -> float | None:
    """Return how much of ``timeout`` is left before the deadline; raise ``late`` if none."""
    if _thread.bounds is None:
        return timeout
    left = _thread.bounds.seconds_left()
    if not left:
        raise late(TOO_LATE)
    return left if timeout is None else min(timeout, left)


class _Backend(httpcore2.SyncBackend):
    """Opens connections that keep to the deadline."""

    def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore2.NetworkStream:
        return _Stream(super().connect_tcp(*args, **kwargs))

"""One end and one size for a provider's whole answer, however slowly or long it goes on.

The timeouts of an HTTP client hold for one read and one write each: a server that sends a byte a
minute, or takes one of a long prompt, never runs into them, and one that never stops is read until
the memory is full.
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

# A model that thinks, or reads whole manuals, takes minutes for an answer that streams; one that
# comes as a whole is vectors or scores.
STREAM_SECONDS: Final = 300.0
WHOLE_SECONDS: Final = 120.0
# A streamed token takes some 300 bytes; 32 vectors of 4,000 dimensions, written out, 3 MB.
STREAM_BYTES: Final = 16_000_000
WHOLE_BYTES: Final = 8_000_000
AS_IT_IS: Final = "identity"
TOO_LATE: Final = "The answer takes too long."


class AnswerTooLarge(httpx2.ReadError):
    """The provider sends more than any answer is."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """When (by ``time.monotonic``) an answer has to be whole, and how many bytes it may have."""

    until: float
    most_bytes: int

    def seconds_left(self) -> float:
        """Return the seconds that are left, 0 when it is too late."""
        return max(0.0, self.until - time.monotonic())


class _Thread(threading.local):
    """What holds for the calls that this thread makes at the moment."""

    bounds: Bounds | None = None


_thread = _Thread()


@contextmanager
def answered_within(bounds: Bounds) -> Iterator[None]:
    """Hold the calls inside to ``bounds``."""
    former, _thread.bounds = _thread.bounds, bounds
    try:
        yield
    finally:
        _thread.bounds = former


def bounds_of_stream() -> Bounds:
    """Return the bounds of an answer that streams and begins now."""
    return Bounds(time.monotonic() + STREAM_SECONDS, STREAM_BYTES)


def bounds_of_whole() -> Bounds:
    """Return the bounds of an answer that comes as a whole and is asked for now."""
    return Bounds(time.monotonic() + WHOLE_SECONDS, WHOLE_BYTES)


def bound(client: httpx2.Client) -> httpx2.Client:
    """Return ``client``, which from now on waits for no answer longer and reads none further.

    An answer is asked for as it is: packed, its size would be known only once it is unpacked.
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
    """The bytes of an answer within its bounds. Who reads them may change threads."""

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
    """A connection on which nobody waits for a byte to come or go beyond the end of the call."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner
        self.close = inner.close  # type: ignore[method-assign]
        self.get_extra_info = inner.get_extra_info  # type: ignore[method-assign]

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout, late=httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send ``buffer`` in as many steps as it takes, each with the time that is left then.

        The inner stream gives each of its steps the same time anew. What is not a plain stream is
        TLS within the TLS of a proxy, which only the operator can set; it has one step.
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
    """Return what is left of ``timeout`` before the end of the call; raise ``late`` if nothing."""
    if _thread.bounds is None:
        return timeout
    left = _thread.bounds.seconds_left()
    if not left:
        raise late(TOO_LATE)
    return left if timeout is None else min(timeout, left)


class _Backend(httpcore2.SyncBackend):
    """Opens such connections."""

    def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore2.NetworkStream:
        return _Stream(super().connect_tcp(*args, **kwargs))

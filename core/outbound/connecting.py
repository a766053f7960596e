"""HTTP over a socket to a checked address, never to a name that may resolve differently by then."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.outbound.addresses import Address
from core.outbound.deadline import Deadline
from core.outbound.errors import UrlTimeout, UrlUnreachable
from core.outbound.targets import Target

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST_TRIES = 4
CONNECT_SECONDS = 8.0
BUFFER = 1 << 16


class TimedSocket:
    """The part of a socket that http.client uses, with every operation under one deadline."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self.sock, self.deadline = sock, deadline

    def sendall(self, data: bytes) -> None:
        """Send all of ``data``."""
        self.sock.settimeout(self.deadline.left())
        self.sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return a buffered reader of the response, as http.client expects."""
        return io.BufferedReader(_TimedReader(self), BUFFER)

    def close(self) -> None:
        """Stay open: http.client closes after the headers, before the body has been read."""

    def release(self) -> None:
        """Close the connection."""
        self.sock.close()


class _TimedReader(io.RawIOBase):
    def __init__(self, source: TimedSocket) -> None:
        self.source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        self.source.sock.settimeout(self.source.deadline.left())
        return self.source.sock.recv_into(buffer)


class PinnedConnection(http.client.HTTPConnection):
    """An HTTP connection over a socket that is already open."""

    def __init__(self, target: Target, sock: TimedSocket) -> None:
        super().__init__(target.host, target.port)
        self.sock = self.pinned = sock

    def release(self) -> None:
        """Close the socket, however much of the response was read."""
        self.close()
        self.pinned.release()

    def connect(self) -> None:
        """Refuse to connect again: the name may resolve to another address by then."""
        raise UrlUnreachable


def open_connection(
    target: Target, addresses: Sequence[Address], *, deadline: Deadline, tls: ssl.SSLContext
) -> PinnedConnection:
    """Connect to the first of ``addresses`` that answers. Raises UrlUnreachable, UrlTimeout."""
    sock = _connected(target, addresses, deadline=deadline)
    if target.scheme == "https":
        sock = _secured(sock, target, deadline=deadline, tls=tls)
    return PinnedConnection(target, TimedSocket(sock, deadline))


def _connected(
    target: Target, addresses: Sequence[Address], *, deadline: Deadline
) -> socket.socket:
    for address in addresses[:MOST_TRIES]:
        wait = min(CONNECT_SECONDS, deadline.left())
        try:
            return socket.create_connection((str(address), target.port), timeout=wait)
        except OSError:
            continue
    deadline.left()
    raise UrlUnreachable


def _secured(
    sock: socket.socket, target: Target, *, deadline: Deadline, tls: ssl.SSLContext
) -> socket.socket:
    """Wrap ``sock`` in TLS, verifying the certificate against the host's name."""
    sock.settimeout(deadline.left())
    try:
        return tls.wrap_socket(sock, server_hostname=target.host)
    except TimeoutError as error:
        sock.close()
        raise UrlTimeout from error
    except (OSError, ValueError) as error:
        sock.close()
        raise UrlUnreachable(
            "This address could not prove who it is (its certificate is not valid). "
            "Nothing was sent to it. Check the address, or upload the file instead."
        ) from error

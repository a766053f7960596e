"""Resolve a name once, and refuse it if even one of its addresses is not public."""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable, Collection

from core.outbound.addresses import Address, Network, is_allowed
from core.outbound.deadline import Deadline
from core.outbound.errors import UrlNotAllowed, UrlTimeout, UrlUnreachable
from core.outbound.targets import INSIDE, Target

Resolver = Callable[[str, int], list[str]]
MOST_ADDRESSES = 32


def system_resolver(host: str, port: int) -> list[str]:
    """Return the addresses the system knows. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def addresses_of(
    target: Target,
    *,
    resolve: Resolver,
    deadline: Deadline,
    allow_addresses: Collection[Network] = (),
) -> list[Address]:
    """Return the addresses of ``target``, at most :data:`MOST_ADDRESSES`, all of them checked.

    Raises UrlNotAllowed, UrlTimeout, UrlUnreachable.
    """
    if target.address is not None:
        return [target.address]
    names = _resolved(target, resolve=resolve, deadline=deadline)
    addresses = [_parsed(name) for name in names[:MOST_ADDRESSES]]
    if not all(is_allowed(address, also=allow_addresses) for address in addresses):
        raise UrlNotAllowed(INSIDE)
    return addresses


def _parsed(name: str) -> Address:
    try:
        return ipaddress.ip_address(name)
    except ValueError as error:
        raise UrlNotAllowed(INSIDE) from error


def _resolved(target: Target, *, resolve: Resolver, deadline: Deadline) -> list[str]:
    """Resolve in a thread, because the system's resolver takes no timeout."""
    answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(target.host, target.port))
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else OSError(str(error)))

    threading.Thread(target=ask, daemon=True, name="resolve").start()
    try:
        answer = answers.get(timeout=deadline.left())
    except queue.Empty as error:
        raise UrlTimeout from error
    if isinstance(answer, OSError) or not answer:
        raise UrlUnreachable
    return answer

"""Fetch a document from a user's address; each redirect is checked like a new address."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urljoin

from core.outbound.addresses import Network
from core.outbound.bodies import read_body
from core.outbound.connecting import PinnedConnection, open_connection
from core.outbound.deadline import Deadline
from core.outbound.errors import UrlNotAllowed, UrlStatus, UrlTimeout, UrlUnreachable
from core.outbound.naming import filename_of
from core.outbound.resolving import Resolver, addresses_of, system_resolver
from core.outbound.targets import WEB_PORTS, Target, parse_target

MOST_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
AGENT = "Vitrine (fetches a document on behalf of a person)"
DOCUMENTS = "application/pdf, text/html;q=0.9, text/*;q=0.8, */*;q=0.5"
NO_ANSWER = "What answers at this address is not a web server. Check it for typing errors."
IN_CIRCLES = "This address redirects too many times. Use the address that it ends at."


@dataclass(frozen=True)
class Fetched:
    """What was fetched: ``content`` is unpacked, ``filename`` is the server's or the URL's."""

    url: str
    final_url: str
    content_type: str
    content: bytes
    filename: str


def fetch(
    url: str,
    *,
    max_bytes: int,
    timeout: float,
    accept: str = DOCUMENTS,
    ports: Collection[int] = WEB_PORTS,
    allow_addresses: Collection[Network] = (),
    resolve: Resolver = system_resolver,
    tls: ssl.SSLContext | None = None,
) -> Fetched:
    """Return what is at ``url``, within ``max_bytes`` and ``timeout`` seconds in total.

    ``allow_addresses`` opens networks that are otherwise closed; code sets it, never users.
    Raises UrlNotAllowed, UrlUnreachable, UrlTooLarge, UrlTimeout, UrlStatus.
    """
    deadline, asked = Deadline(timeout), url
    for _ in range(MOST_REDIRECTS + 1):
        target = parse_target(asked, ports=ports, allow_addresses=allow_addresses)
        addresses = addresses_of(
            target, resolve=resolve, deadline=deadline, allow_addresses=allow_addresses
        )
        connection = open_connection(
            target, addresses, deadline=deadline, tls=tls or _trusted_roots()
        )
        found = _exchange(connection, target, accept=accept, max_bytes=max_bytes, first=url)
        if isinstance(found, Fetched):
            return found
        asked = urljoin(target.url, found)
    raise UrlNotAllowed(IN_CIRCLES)


@lru_cache(maxsize=1)
def _trusted_roots() -> ssl.SSLContext:
    return ssl.create_default_context()


def _exchange(
    connection: PinnedConnection, target: Target, *, accept: str, max_bytes: int, first: str
) -> Fetched | str:
    """Return what was fetched, or where the server redirects to."""
    try:
        response = _asked(connection, target, accept=accept)
        if response.status in REDIRECTS and (place := response.getheader("Location")):
            return place
        if not HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
            raise UrlStatus(response.status)
        return _fetched(response, target, max_bytes=max_bytes, first=first)
    except TimeoutError as error:
        raise UrlTimeout from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise UrlUnreachable(NO_ANSWER) from error
    finally:
        connection.release()


def _asked(
    connection: PinnedConnection, target: Target, *, accept: str
) -> http.client.HTTPResponse:
    connection.putrequest("GET", target.path, skip_host=True, skip_accept_encoding=True)
    headers = {"Host": target.authority, "User-Agent": AGENT, "Accept": accept}
    for name, value in (headers | {"Accept-Encoding": "gzip", "Connection": "close"}).items():
        connection.putheader(name, value)
    connection.endheaders()
    return connection.getresponse()


def _fetched(
    response: http.client.HTTPResponse, target: Target, *, max_bytes: int, first: str
) -> Fetched:
    content_type = response.headers.get_content_type()
    return Fetched(
        url=first,
        final_url=target.url,
        content_type=content_type,
        content=read_body(response, max_bytes=max_bytes),
        filename=filename_of(response.headers, target=target, content_type=content_type),
    )

"""How calls to providers leave the instance."""

from __future__ import annotations

from typing import Final

import httpx2

from ai_features.gateway.bounds import bound
from ai_features.gateway.errors import ProviderAddressRefused
from core.outbound import UrlNotAllowed, UrlTimeout, UrlUnreachable
from core.outbound.addresses import Address
from core.outbound.deadline import Deadline
from core.outbound.resolving import addresses_of, system_resolver
from core.outbound.targets import parse_target

TIMEOUT: Final = httpx2.Timeout(connect=5.0, read=60.0, write=30.0, pool=10.0)
LIMITS: Final = httpx2.Limits(max_connections=64, max_keepalive_connections=16)
RESOLVE_SECONDS: Final = 5.0
MOST_TRIES: Final = 3
# Providers often listen on unusual ports; the lower ones belong to mail and the like.
PORTS: Final = frozenset({80, 443, *range(1024, 65_536)})


class CheckedTransport(httpx2.HTTPTransport):
    """Connects to hosts that a user named: resolved once, checked, and then connected by address.

    TLS still verifies the name that was asked for.
    """

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request to a checked address of its host; raise ``ProviderAddressRefused``."""
        host = request.url.host
        request.extensions = {**request.extensions, "sni_hostname": host}
        addresses = _checked(str(request.url))[:MOST_TRIES]
        for address in addresses[:-1]:
            try:
                return self._send(request, address)
            except httpx2.ConnectError:
                continue
        return self._send(request, addresses[-1])

    def _send(self, request: httpx2.Request, address: Address) -> httpx2.Response:
        request.url = request.url.copy_with(host=str(address))
        return super().handle_request(request)


def http_client(*, checked: bool) -> httpx2.Client:
    """Return a client that follows no redirect; ``checked`` for addresses that users named."""
    if not checked:
        return bound(httpx2.Client(timeout=TIMEOUT, limits=LIMITS, follow_redirects=False))
    return bound(
        httpx2.Client(
            transport=CheckedTransport(limits=LIMITS, trust_env=False),
            timeout=TIMEOUT,
            follow_redirects=False,
            trust_env=False,
        )
    )


def _checked(url: str) -> list[Address]:
    try:
        return addresses_of(
            parse_target(url, ports=PORTS),
            resolve=system_resolver,
            deadline=Deadline(RESOLVE_SECONDS),
        )
    except UrlNotAllowed as error:
        raise ProviderAddressRefused from error
    except UrlTimeout as error:
        raise httpx2.ConnectTimeout("The name took too long to resolve.") from error
    except UrlUnreachable as error:
        raise httpx2.ConnectError("The name does not resolve.") from error

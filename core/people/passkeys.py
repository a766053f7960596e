"""Whether a passkey can be used at the address where the site was opened.

Browsers bind a passkey to a host name, and only in a secure context: over https, or on localhost
(W3C Web Authentication, 5.1.3 and "relying party identifier").
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import validate_host
from django.utils.functional import SimpleLazyObject

HERE = "localhost"


@dataclass(frozen=True, slots=True)
class PasskeyPlace:
    """Whether passkeys work at this address and, if not, an address of this page where they do."""

    possible: bool
    elsewhere: str = ""


def passkeys(request: HttpRequest) -> dict[str, Any]:
    """Tell every template whether passkeys work here."""
    return {"passkeys": SimpleLazyObject(lambda: passkey_place(request))}


def passkey_place(request: HttpRequest) -> PasskeyPlace:
    """Return whether a passkey can be used at the requested address."""
    place = urlsplit(f"//{request.get_host()}")
    host = place.hostname or ""
    address = _address(host)
    if address is None:
        at_home = host == HERE or host.endswith(f".{HERE}")
        return PasskeyPlace(possible=request.is_secure() or at_home)
    if not address.is_loopback or not validate_host(HERE, settings.ALLOWED_HOSTS):
        return PasskeyPlace(possible=False)
    port = f":{place.port}" if place.port else ""
    return PasskeyPlace(possible=False, elsewhere=f"http://{HERE}{port}{request.get_full_path()}")


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None

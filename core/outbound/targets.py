"""Parse the URL a user typed, strictly enough that no other parser can read it differently."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from core.outbound.addresses import Address, Network, is_allowed
from core.outbound.errors import UrlNotAllowed

WEB_PORTS = frozenset({80, 443})
DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST_URL = 2_048
LONGEST_HOST = 253
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)")
# Spaces, controls and backslashes: URL parsers disagree about them.
AMBIGUOUS = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029\ufeff\ufffd]")
INSIDE_NAMES = (
    "localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private",
    "home.arpa", "onion", "invalid",
)  # fmt: skip
PATH_SAFE = "/:@!$&'()*+,;=~%-._"

NOT_WEB = "Only addresses that begin with http:// or https:// can be fetched."
NOT_READABLE = "This is not a web address. Copy it again from your browser's address bar."
WITH_SIGN_IN = (
    "This address contains a user name or password. Remove it, or download the file and upload it."
)
ODD_PORT = "This address names an unusual port. Use one on the standard web ports."
INSIDE = (
    "This address is in a private network, and nothing is ever fetched from one. "
    "Download the file and upload it instead."
)
ODD_NUMBER = "This address writes a number in an unusual form. Use the site's name instead."


@dataclass(frozen=True)
class Target:
    """A checked URL: ``host`` is an ASCII name without a final dot, or an address."""

    scheme: str
    host: str
    port: int
    path: str
    address: Address | None

    @property
    def authority(self) -> str:
        """Return the value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """Return the URL in its normal form."""
        return f"{self.scheme}://{self.authority}{self.path}"


def check_url(
    url: str,
    *,
    ports: Collection[int] = WEB_PORTS,
    allow_addresses: Collection[Network] = (),
) -> str:
    """Return ``url`` in its normal form, without asking any name server. Raises UrlNotAllowed.

    Names are resolved, and what they resolve to is checked, when a connection is made.
    """
    return parse_target(url, ports=ports, allow_addresses=allow_addresses).url


def parse_target(
    url: str,
    *,
    ports: Collection[int] = WEB_PORTS,
    allow_addresses: Collection[Network] = (),
) -> Target:
    """Parse ``url``. Raises UrlNotAllowed."""
    scheme, netloc, path, query = _split(url.strip(" \t\r\n"))
    host, port = _host_and_port(netloc, default=DEFAULT_PORTS[scheme])
    if port not in ports:
        raise UrlNotAllowed(ODD_PORT)
    host, address = _checked_host(host, allow_addresses=allow_addresses)
    return Target(scheme, host, port, _request_path(path, query), address)


def _split(url: str) -> tuple[str, str, str, str]:
    if not url or len(url) > LONGEST_URL or AMBIGUOUS.search(url):
        raise UrlNotAllowed(NOT_READABLE)
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise UrlNotAllowed(NOT_READABLE) from error
    if parts.scheme not in DEFAULT_PORTS or not url[len(parts.scheme) :].startswith("://"):
        raise UrlNotAllowed(NOT_WEB)
    if not parts.netloc:
        raise UrlNotAllowed(NOT_READABLE)
    return parts.scheme, parts.netloc, parts.path, parts.query


def _host_and_port(netloc: str, *, default: int) -> tuple[str, int]:
    if "@" in netloc:
        raise UrlNotAllowed(WITH_SIGN_IN)
    found = re.fullmatch(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([0-9]{0,5}))?", netloc, re.ASCII)
    if not found or not found[1]:
        raise UrlNotAllowed(NOT_READABLE)
    return found[1], int(found[2]) if found[2] else default


def _checked_host(host: str, *, allow_addresses: Collection[Network]) -> tuple[str, Address | None]:
    address = _bracketed(host) if host.startswith("[") else None
    name = str(address) if address else _ascii_name(host)
    if address is None and NUMBER.fullmatch(name.rsplit(".", 1)[-1]):
        address = _dotted(name)
    if address is not None:
        if not is_allowed(address, also=allow_addresses):
            raise UrlNotAllowed(INSIDE)
        return str(address), address
    if not allow_addresses and _is_inside(name):
        raise UrlNotAllowed(INSIDE)
    return name, None


def _bracketed(host: str) -> Address:
    try:
        if "%" in host:
            raise ValueError
        return ipaddress.IPv6Address(host[1:-1])
    except ValueError as error:
        raise UrlNotAllowed(NOT_READABLE) from error


def _ascii_name(host: str) -> str:
    """Return the name in DNS form; full-width digits and dots become plain ones (RFC 3490)."""
    try:
        name = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError as error:
        raise UrlNotAllowed(NOT_READABLE) from error
    name = name.lower().removesuffix(".")
    labels = name.split(".")
    if len(name) > LONGEST_HOST or not all(LABEL.fullmatch(label) for label in labels):
        raise UrlNotAllowed(NOT_READABLE)
    return name


def _dotted(name: str) -> Address:
    """Accept only four plain decimals: parsers disagree about octal, hex and short forms."""
    try:
        return ipaddress.IPv4Address(name)
    except ValueError as error:
        raise UrlNotAllowed(ODD_NUMBER) from error


def _is_inside(name: str) -> bool:
    return "." not in name or any(name.endswith(f".{inside}") for inside in INSIDE_NAMES)


def _request_path(path: str, query: str) -> str:
    asked = quote(path or "/", safe=PATH_SAFE)
    return f"{asked}?{quote(query, safe=PATH_SAFE + '?[]')}" if query else asked

"""Which addresses are on the public internet, and which are internal to some network.

After the IANA special-purpose address registries (RFC 6890 and its updates). The list is our own
because ``ipaddress.is_global`` differs between Python versions.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

CLOSED_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT; Alibaba's metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's host
        "169.254.0.0/16",  # link-local; most clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
# Only this range is assigned for global unicast: mapped, compatible, NAT64, unique local,
# link-local and multicast addresses all lie outside it.
OPEN_V6 = ipaddress.IPv6Network("2000::/3")
CLOSED_V6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # Teredo (carries IPv4), ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4 (carries IPv4)
        "3fff::/20",  # documentation
    )
)
ISATAP = (0x00005EFE, 0x02005EFE)


def is_public(address: Address) -> bool:
    """Return whether a user may make us connect to ``address``."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in CLOSED_V4)
    if address not in OPEN_V6 or _is_isatap(address):
        return False
    return not any(address in network for network in CLOSED_V6)


def is_allowed(address: Address, *, also: Iterable[Network] = ()) -> bool:
    """Return whether ``address`` is public, or in one of the networks in ``also``."""
    return is_public(address) or any(address in network for network in also)


def _is_isatap(address: ipaddress.IPv6Address) -> bool:
    """Return whether ``address`` embeds an IPv4 address by ISATAP (RFC 5214), under any prefix."""
    return (int(address) >> 32) & 0xFFFFFFFF in ISATAP

"""The only way to fetch addresses that users name: every hop is checked, capped and timed.

Nothing else in the product opens a connection to a user's URL; a contract test enforces that.
"""

from core.outbound.errors import (
    OutboundError,
    UrlNotAllowed,
    UrlStatus,
    UrlTimeout,
    UrlTooLarge,
    UrlUnreachable,
)
from core.outbound.fetching import Fetched, fetch
from core.outbound.targets import WEB_PORTS, check_url

__all__ = [
    "WEB_PORTS",
    "Fetched",
    "OutboundError",
    "UrlNotAllowed",
    "UrlStatus",
    "UrlTimeout",
    "UrlTooLarge",
    "UrlUnreachable",
    "check_url",
    "fetch",
]

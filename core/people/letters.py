"""Mail sent within a request, while its sender waits for the page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest

NOT_TAKEN: Final = "account/messages/not_taken.txt"
TOO_SOON: Final = (
    "A link was requested less than three minutes ago. Check your e-mail and your spam folder; "
    "if it does not come, ask again in three minutes."
)
log = logging.getLogger(__name__)


def deliver(request: HttpRequest, send: Callable[[], None]) -> None:
    """Send mail; a failure of the mail server is logged and remembered, but not raised."""
    try:
        send()
    except OSError as error:  # includes what smtplib raises
        log.warning("The mail server did not take a letter: %s.", type(error).__name__)
        request.letter_failed = True  # type: ignore[attr-defined]


def failed(request: HttpRequest) -> bool:
    """Return whether the mail server failed to take mail during this request."""
    return bool(getattr(request, "letter_failed", False))

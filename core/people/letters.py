"""Letters that are sent while somebody waits for the page."""

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
    """Send a letter; one that the mail server does not take is noted, and stops nothing."""
    try:
        send()
    except OSError as error:  # what smtplib raises is one as well
        log.warning("The mail server did not take a letter: %s.", type(error).__name__)
        request.letter_failed = True  # type: ignore[attr-defined]


def failed(request: HttpRequest) -> bool:
    """Return whether a letter of this request was not taken."""
    return bool(getattr(request, "letter_failed", False))

"""Addresses of mail, and whether this site can write to them; else no letter is announced."""

from __future__ import annotations

from typing import Final

from django.conf import settings

# RFC 5321, 4.5.3.1.3, and what the columns hold.
LONGEST_ADDRESS: Final = 254
NO_MAIL: Final = "This site has no mail server, so no link can be sent."


def can_send() -> bool:
    """Return whether there is a mail server.

    Without one Django would write mail to the log, where a link that opens an account or a
    workspace must not be.
    """
    return bool(settings.VITRINE.vitrine_email_url.get_secret_value())

"""Whether this site can send mail; what cannot be sent is not announced."""

from __future__ import annotations

from typing import Final

from django.conf import settings

NO_MAIL: Final = "This site has no mail server, so no link can be sent."


def can_send() -> bool:
    """Return whether there is a mail server.

    Without one Django would write mail to the log, where a link that opens an account or a
    workspace must not be.
    """
    return bool(settings.VITRINE.vitrine_email_url.get_secret_value())

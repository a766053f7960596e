"""How long an e-mail address may be, and whether this site can send mail at all."""

from __future__ import annotations

from typing import Final

from django.conf import settings

# RFC 5321, 4.5.3.1.3; also the length of the columns.
LONGEST_ADDRESS: Final = 254
NO_MAIL: Final = "This site has no mail server, so no link can be sent."


def can_send() -> bool:
    """Return whether there is a mail server.

    Without one, Django would print mail to the log, and no link that opens an account or a
    workspace may end up there.
    """
    return bool(settings.VITRINE.vitrine_email_url.get_secret_value())

"""Turn off the second step of a person who has lost both device and recovery codes."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from core.errors import NotFound
from core.people.models import User


@transaction.atomic
def turn_off_second_step(email: str) -> int:
    """Delete a person's app, passkeys and recovery codes; return how many methods that was.

    Recovery codes are not counted. The password is not changed, and sessions stay signed in.

    Raises:
        NotFound: nobody has that address.
    """
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise NotFound(f"No account has the address {email}.")
    found = Authenticator.objects.filter(user=user)
    ways = found.exclude(type=Authenticator.Type.RECOVERY_CODES).count()
    found.delete()
    return int(ways)

"""Turn somebody's second step off, who has neither their device nor a recovery code left."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from core.errors import NotFound
from core.people.models import User


@transaction.atomic
def turn_off_second_step(email: str) -> int:
    """Forget the app, the passkeys and the recovery codes of a person; return how many ways.

    Their password is not changed, and what they are signed in with stays.

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

"""Turn off the second step of a person who has lost both device and recovery codes."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from core.errors import NotFound
from core.people.models import User


@transaction.atomic
def turn_off_second_step(email: str) -> set[str]:
    """Delete a person's app, passkeys and recovery codes; return the types of what was deleted.

    The password is not changed, and sessions stay signed in.

    Raises:
        NotFound: nobody has that address.
    """
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise NotFound(f"No account has the address {email}.")
    found = Authenticator.objects.filter(user=user)
    types = set(found.values_list("type", flat=True))
    found.delete()
    return types

"""What ends with a new password: the ways in that somebody else may have prepared before."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpRequest

from core.keys.services import revoke_personal_keys
from core.people.models import User

KEYS_REVOKED: Final = (
    "Your API keys have been revoked: your address is not confirmed, so somebody else may have "
    "made them before you."
)


def on_new_password(*, user: User, **_: Any) -> None:
    """Have a change of address that has not been confirmed begin anew.

    Its link would otherwise still move the account to the address of whoever asked for it.
    """
    EmailAddress.objects.filter(user=user, verified=False).exclude(email=user.email).delete()


def on_password_reset(*, request: HttpRequest, user: User, **_: Any) -> None:
    """Do the same, and revoke the keys that a stranger may have made.

    Anybody can sign up with the address of somebody else, who takes the account over by this reset.
    If nobody has ever signed in, only the operator can have made keys, and they stay.
    """
    on_new_password(user=user)
    confirmed = EmailAddress.objects.filter(user=user, verified=True).exists()
    if not confirmed and user.last_login and revoke_personal_keys(user):
        messages.warning(request, KEYS_REVOKED)

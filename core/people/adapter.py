"""Where sign-up differs from django-allauth's."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest

from core.errors import NotFound
from core.mail import can_send
from core.people.letters import NOT_TAKEN, deliver, failed
from core.people.models import User
from core.people.passkeys import passkey_place
from core.workspaces.invitations import find_invitation
from core.workspaces.pending import remembered

SIGNED_IN: Final = "account/messages/logged_in.txt"
WELCOME: Final = "account/messages/welcome.txt"
LINK_SENT: Final = "account/messages/email_confirmation_sent.txt"
NOT_SENT: Final = "account/messages/no_mail.txt"
TOO_OFTEN: Final = "That was tried too many times. Wait five minutes, then try again."
WAYS: Final = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code",
    "mfa_reauthenticate:webauthn": "Use a passkey or security key",
}
SIGN_UP: Final = "account_signup"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Closes sign-up to strangers if the operator says so; invited people may still sign up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "duplicate_email": "That is already your address, or it is waiting to be confirmed.",
        "email_password_mismatch": "That e-mail address and password do not match.",
        "email_taken": "That address already has an account. Sign in, or use another address.",
        "enter_current_password": "That is not your current password. It has not changed.",
        "incorrect_password": "That is not your password.",
        "rate_limited": TOO_OFTEN,
        "too_many_login_attempts": TOO_OFTEN,
    }

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """Pass on allauth's message, but welcome new accounts and report mail that was not sent."""
        place = request.resolver_match.url_name if request.resolver_match else ""
        if message_template == SIGNED_IN and place == SIGN_UP:
            message_template = WELCOME
        if message_template == LINK_SENT and not can_send():
            level, message_template = messages.WARNING, NOT_SENT
        elif message_template == LINK_SENT and failed(request):
            level, message_template = messages.WARNING, NOT_TAKEN
        super().add_message(request, level, message_template, message_context, *args, **kwargs)

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """Return the ways to confirm one's identity again that work at this address."""
        here = passkey_place(self.request).possible
        return [
            way | {"description": WAYS[way["id"]]}
            for way in super().get_reauthentication_methods(user)
            if here or not way["id"].endswith(":webauthn")
        ]

    def save_user(
        self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True
    ) -> User:
        """Save a new account; raise ``IntegrityError`` if its address has just been taken."""
        with transaction.atomic():
            saved: User = super().save_user(request, user, form, commit)
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send mail if there is a mail server; without one, keep its links out of the log."""
        if can_send():
            send = partial(super().send_mail, template_prefix, email, context)
            deliver(self.request, send)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether this request may create an account."""
        return bool(settings.VITRINE.vitrine_signup_open) or _is_invited(request)


def _is_invited(request: HttpRequest) -> bool:
    """Return whether the session remembers an invitation that is still valid."""
    token = remembered(request)
    if token is None:
        return False
    try:
        find_invitation(token)
    except NotFound:
        return False
    return True

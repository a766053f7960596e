"""How sign-up differs from django-allauth's own way."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Close the door to strangers when the operator says so; an invitation still opens it."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "That e-mail address and password do not belong together."
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether this request may make a new account."""
        return bool(settings.VITRINE.vitrine_signup_open or request.session.get("invitation"))

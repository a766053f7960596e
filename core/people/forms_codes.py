"""Forms that take an authenticator app's code; allauth loads them by name."""

from __future__ import annotations

from typing import Any, Final

from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.exceptions import ValidationError

from core.people.codes import use_once
from core.people.mfa_adapter import MfaAdapter
from core.people.models import User

ATTRIBUTES: Final = {"inputmode": "numeric", "placeholder": ""}


class Authenticate(AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The second step of signing in; knows which methods the person has set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = _kinds(self.user)
        self.has_app = Authenticator.Type.TOTP in kinds
        self.has_key = Authenticator.Type.WEBAUTHN in kinds
        self.fields["code"].widget.attrs["autofocus"] = self.has_app
        self.fields["code"].widget.attrs |= ATTRIBUTES

    def clean_code(self) -> str:
        """Return a code that is right and was not given before."""
        return _once(self, super().clean_code())


class Reauthenticate(ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """Confirm one's identity again with a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= ATTRIBUTES

    def clean_code(self) -> str:
        """Return a code that is right and was not given before."""
        return _once(self, super().clean_code())


class ActivateTotp(ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """The first code of a new app, which then cannot be used to sign in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Six digits from the app"
        self.fields["code"].widget.attrs |= ATTRIBUTES

    def clean_code(self) -> str:
        """Return the code, marked as used."""
        code = str(super().clean_code())
        _count(self.user, code)
        return code


def _kinds(user: User) -> set[str]:
    return set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))


def _once(form: BaseAuthenticateForm, code: str) -> str:
    if form.authenticator.type == Authenticator.Type.TOTP:
        _count(form.user, code)
    return code


def _count(user: User, code: str) -> None:
    if not use_once(user, code):
        raise ValidationError(MfaAdapter.error_messages["incorrect_code"], code="incorrect_code")

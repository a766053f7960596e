"""Forms that take a device's answer for a passkey; allauth loads them by name."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from typing import Any, Final, TypeVar

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError

from core.names import NameField

REFUSED: Final = (
    "That passkey was not accepted: it is not one of yours here, or it took too long. "
    "Nothing has changed. Try again, or choose another way."
)
NONE: Final = "Your browser did not send a passkey. Try again, or choose another way."
# What the parsing library may raise for a forged answer.
UNREADABLE: Final = (AttributeError, LookupError, TypeError, ValueError, struct.error)
Found = TypeVar("Found")


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A new passkey or security key with its name."""

    name = NameField(max_length=120, required=False, label="Name")
    passwordless = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _expect(self)

    def clean(self) -> dict[str, Any]:
        """Refuse an answer that does not match the challenge."""
        return _read(super().clean)


class RenamePasskey(EditWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """The name of a passkey."""

    name = NameField(max_length=120, label="Name")


class Answered(forms.Form):
    """A form that takes a key's answer, and refuses an unreadable one with a message."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _expect(self)

    def clean_credential(self) -> Authenticator:
        """Return the authenticator that answered."""
        return _read(super().clean_credential)  # type: ignore[misc]  # allauth's forms have it


class Login(Answered, LoginWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """Sign in with a passkey alone."""


class Authenticate(Answered, AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """The second step of signing in, with a key."""


class Reauthenticate(Answered, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """Confirm one's identity again with a key."""


class _Answer(json.JSONDecoder):
    """Takes for no JSON also what Python cannot read, or what no page could show again."""

    def decode(self, s: str, *given: Any) -> Any:
        try:
            found = super().decode(s, *given)
            json.dumps(found, ensure_ascii=False).encode()
        except (RecursionError, ValueError) as error:
            raise json.JSONDecodeError(str(error), s, 0) from error
        return found


def _expect(form: forms.Form) -> None:
    field = form.fields["credential"]
    assert isinstance(field, forms.JSONField)  # noqa: S101  (tells the type checker)
    field.decoder = _Answer
    field.error_messages |= {"required": NONE, "invalid": NONE}


def _read(check: Callable[[], Found]) -> Found:
    try:
        return check()
    except UNREADABLE as error:
        raise ValidationError(REFUSED, code="passkey_refused") from error
    except ValidationError as error:
        if getattr(error, "code", "") == "too_many_login_attempts":
            raise
        raise ValidationError(REFUSED, code="passkey_refused") from error

"""Forms whose answer goes out by mail; allauth loads them by name, after its own."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import AddEmailForm, ResetPasswordForm
from django import forms

from core.mail import NO_MAIL, can_send


class AddEmail(AddEmailForm):  # type: ignore[misc]  # allauth ships no types
    """Another address, which has to be confirmed by mail."""

    def clean(self) -> dict[str, Any]:
        """Refuse it where no letter can be sent; it could never be confirmed."""
        _need_mail()
        return dict(super().clean())

    def clean_email(self) -> str:
        """Return the address, also of somebody with a second step: the old one stays till then."""
        try:
            return str(super().clean_email())
        except forms.ValidationError as error:
            if error.code != "add_email_blocked":  # the last of what is checked
                raise
            return str(self.cleaned_data["email"]).lower()


class ResetPassword(ResetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """The address that a link to set a new password goes to."""

    def clean(self) -> dict[str, Any]:
        """Refuse it where no letter can be sent, whosever the address is."""
        _need_mail()
        return dict(super().clean())


def _need_mail() -> None:
    if not can_send():
        raise forms.ValidationError(NO_MAIL)

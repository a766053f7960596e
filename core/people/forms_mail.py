"""Forms whose result is sent by mail; allauth loads them by name, after its own."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import AddEmailForm, ResetPasswordForm
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from core.mail import NO_MAIL, can_send
from core.people.letters import NOT_TAKEN, failed


class AddEmail(AddEmailForm):  # type: ignore[misc]  # allauth ships no types
    """A new address, which has to be confirmed by mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "New address"

    def clean(self) -> dict[str, Any]:
        """Refuse the address if no mail can be sent: it could never be confirmed."""
        _need_mail()
        return dict(super().clean())

    def clean_email(self) -> str:
        """Return the address even with a second step: the old one stays until it is confirmed."""
        try:
            return str(super().clean_email())
        except forms.ValidationError as error:
            if error.code != "add_email_blocked":  # allauth's last check
                raise
            return str(self.cleaned_data["email"]).lower()


class ResetPassword(ResetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """The address that a link to set a new password goes to."""

    def clean(self) -> dict[str, Any]:
        """Refuse any address if no mail can be sent."""
        _need_mail()
        return dict(super().clean())

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the link; if the mail server fails, say so on the form's page."""
        email = str(super().save(request, **kwargs))
        if failed(request):
            get_adapter().add_message(request, messages.ERROR, NOT_TAKEN)
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_reset_password")))
        return email


def _need_mail() -> None:
    if not can_send():
        raise forms.ValidationError(NO_MAIL)

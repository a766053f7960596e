"""Page: show once more that it is you, by a passkey."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


class Reauthenticate(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth ships no types
    """As allauth has it, but a passkey that is refused leads nowhere else."""

    request: HttpRequest

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Say why, and ask again for what was on its way."""
        for message in form.errors.get("credential", []):
            get_adapter().add_message(self.request, messages.ERROR, message=message)
        again = self.passthrough_next_url(reverse("mfa_reauthenticate_webauthn"))
        return HttpResponseRedirect(again)


reauthenticate = Reauthenticate.as_view()

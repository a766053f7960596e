"""Pages of the second step, where they differ from django-allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.base.views import IndexView
from allauth.mfa.internal.flows.add import validate_can_add_authenticator
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


class Index(IndexView):  # type: ignore[misc]  # allauth ships no types
    """What is set up; offers only what can be added now."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether an app or a key may be added now."""
        return dict(super().get_context_data(**kwargs)) | {"may_add": _may_add(self.request)}


class Reauthenticate(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth ships no types
    """Confirm one's identity again; a refused passkey leads back to the same page."""

    request: HttpRequest

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Say why, and ask again, keeping the page to go to afterwards."""
        for message in form.errors.get("credential", []):
            get_adapter().add_message(self.request, messages.ERROR, message=message)
        again = self.passthrough_next_url(reverse("mfa_reauthenticate_webauthn"))
        return HttpResponseRedirect(again)


index = Index.as_view()
reauthenticate = Reauthenticate.as_view()


def _may_add(request: HttpRequest) -> bool:
    try:
        validate_can_add_authenticator(request.user)
    except ValidationError:
        return False
    return True

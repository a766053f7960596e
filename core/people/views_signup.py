"""Page: sign up."""

from __future__ import annotations

from allauth.account.views import SignupView
from django import forms
from django.db import IntegrityError
from django.http import HttpResponse


class SignUp(SignupView):  # type: ignore[misc]  # allauth ships no types
    """As in allauth, but a form that is sent twice at once is answered as if one came later."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Create the account, unless another request has just done so."""
        try:
            answer: HttpResponse = super().form_valid(form)
        except IntegrityError:
            form.full_clean()  # now finds the address taken
            answer = super().form_valid(form) if form.is_valid() else self.form_invalid(form)
        return answer


sign_up = SignUp.as_view()

"""Page: one's own account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.pages.request import SignedInRequest
from core.people.forms import NameForm
from core.people.services import rename_user

OK, INVALID = 200, 422


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: SignedInRequest) -> HttpResponse:
    """Show and change the name that others see."""
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        rename_user(user=request.user, name=form.cleaned_data["name"])
        messages.success(request, "Your name is changed.")
        return redirect("core:account")
    status = INVALID if request.method == "POST" else OK
    return render(request, "core/account.html", {"form": form}, status=status)

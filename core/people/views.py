"""Pages: the person's own account, and deleting it."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.errors import Conflict
from core.pages.request import SignedInRequest
from core.people.forms import GoodbyeForm, NameForm
from core.people.leaving import delete_account, held_workspaces
from core.people.services import rename_user

OK, INVALID = 200, 422


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: SignedInRequest) -> HttpResponse:
    """Show and change the name that other members see."""
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        rename_user(user=request.user, name=form.cleaned_data["name"])
        messages.success(request, "Your name has been changed.")
        return redirect("core:account")
    status = INVALID if request.method == "POST" else OK
    return render(request, "core/account.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth ships no types
def delete(request: SignedInRequest) -> HttpResponse:
    """Say what goes and what stays; delete the account once its address is typed."""
    form = GoodbyeForm(request.POST or None, expected=request.user.email)
    status = OK
    if request.method == "POST":
        status = INVALID
        if form.is_valid() and _delete(request):
            return redirect("core:landing")
    context = {"form": form, "held": held_workspaces(request.user)}
    return render(request, "core/delete_account.html", context, status=status)


def _delete(request: SignedInRequest) -> bool:
    try:
        delete_account(request.user)
    except Conflict as error:
        messages.error(request, error.detail)
        return False
    logout(request)
    messages.success(request, "Your account has been deleted.")
    return True

"""Pages: the provider of a workspace."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from ai_features.gateway.errors import ProviderFailed
from ai_features.gateway.forms import ProviderForm
from ai_features.gateway.queries import chat_model, provider_of
from ai_features.gateway.services import remove_provider, save_provider, try_model
from core.errors import Invalid
from core.pages.frame import workspace_page
from core.pages.request import PageRequest
from core.rights import Right

OK, INVALID = 200, 422


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page(Right.PROVIDER_WRITE)
def provider(request: PageRequest) -> HttpResponse:
    """Show which model answers, and take another provider's address, key and model."""
    if request.method != "POST":
        return _page(request, ProviderForm(initial=_initial(request)))
    form = ProviderForm(request.POST)
    if form.is_valid() and _saved(request, form):
        messages.success(request, "The provider is connected. Test it before you rely on it.")
        return redirect("gateway:provider", request.workspace.slug)
    return _page(request, form, status=INVALID)


@require_POST
@workspace_page(Right.PROVIDER_WRITE, scope_open=False)
def test(request: PageRequest) -> HttpResponse:
    """Ask the model one word, and say what came back or what is wrong."""
    model = chat_model(request.workspace.pk)
    context: dict[str, object] = {"model": model}
    try:
        context["completion"] = try_model(access=request.access, model=model)
    except ProviderFailed as failure:
        context["failure"] = failure
    if request.htmx:
        return render(request, "gateway/_test.html", context)
    _say(request, context)
    return redirect("gateway:provider", request.workspace.slug)


@require_POST
@workspace_page(Right.PROVIDER_WRITE)
def remove(request: PageRequest) -> HttpResponse:
    """Forget the provider and its key."""
    if remove_provider(access=request.access):
        messages.success(request, "The provider and its key are removed.")
    return redirect("gateway:provider", request.workspace.slug)


def _saved(request: PageRequest, form: ProviderForm) -> bool:
    try:
        save_provider(access=request.access, draft=form.draft())
    except Invalid as error:
        for wrong in error.errors:
            form.add_error(wrong["field"], wrong["message"])
        return False
    return True


def _initial(request: PageRequest) -> dict[str, object]:
    own = provider_of(request.workspace.pk)
    if own is None:
        return {}
    return {
        "base_url": own.base_url,
        "chat_model": own.chat_model,
        "context_window": own.context_window,
    }


def _page(request: PageRequest, form: ProviderForm, *, status: int = OK) -> HttpResponse:
    context = {
        "form": form,
        "provider": provider_of(request.workspace.pk),
        "model": chat_model(request.workspace.pk),
    }
    return render(request, "gateway/provider.html", context, status=status)


def _say(request: PageRequest, context: dict[str, object]) -> None:
    failure = context.get("failure")
    if isinstance(failure, ProviderFailed):
        messages.error(request, failure.detail)
    else:
        messages.success(request, "The model answered.")

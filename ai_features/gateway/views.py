"""Pages: the provider of a workspace."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ai_features.gateway.embedding_queries import instance_embedding_model, own_embedding_model
from ai_features.gateway.forms import ProviderForm
from ai_features.gateway.models import Provider
from ai_features.gateway.queries import (
    chat_model,
    instance_model,
    provider_of,
    rerank_model,
    why_test_failed,
)
from ai_features.gateway.services import remove_provider, save_provider
from ai_features.gateway.trying import Tried, try_models
from ai_features.gateway.vectors import EmbeddingModel
from core.errors import Invalid
from core.pages.frame import workspace_page
from core.pages.request import PageRequest
from core.rights import Right
from core.tenancy.scope import in_workspace

OK, INVALID = 200, 422
SAVED: Final = "Saved and tested. Answers and summaries use it from now on."
SAVED_FAILING: Final = "Saved, but the test failed. The page says what to set right."


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page(Right.PROVIDER_WRITE, scope_open=False)
def provider(request: PageRequest) -> HttpResponse:
    """Show which models are in use; save and test another provider's address, key and models."""
    if request.method != "POST":
        return _page(request, ProviderForm(initial=_initial(request)))
    form = ProviderForm(request.POST)
    if form.is_valid() and _saved(request, form):
        _say_saved(request, try_models(request.workspace.pk))
        return redirect("gateway:provider", request.workspace.slug)
    return _page(request, form, status=INVALID)


@require_POST
@workspace_page(Right.PROVIDER_WRITE, scope_open=False)
def test(request: PageRequest) -> HttpResponse:
    """Make one small call to each model, and report what came back or what is wrong."""
    tries = try_models(request.workspace.pk)
    if request.htmx:
        context = {"tries": tries} | _state(provider_of(request.workspace.pk))
        return render(request, "gateway/_test.html", context)
    _say(request, tries)
    return redirect("gateway:provider", request.workspace.slug)


@require_POST
@workspace_page(Right.PROVIDER_WRITE)
def remove(request: PageRequest) -> HttpResponse:
    """Delete the provider with its key."""
    if remove_provider(access=request.access):
        messages.success(request, "The provider and its key have been removed.")
    # A fragment moves the focus to the field it names.
    return redirect(f"{reverse('gateway:provider', args=[request.workspace.slug])}#id_base_url")


def _saved(request: PageRequest, form: ProviderForm) -> bool:
    try:
        with in_workspace(request.workspace.pk):
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
        "embedding_model": own.embedding_model,
        "shortened_to": own.shortened_to,
        "rerank_model": own.rerank_model,
    }


def _page(request: PageRequest, form: ProviderForm, *, status: int = OK) -> HttpResponse:
    own = provider_of(request.workspace.pk)
    model, state = chat_model(request.workspace.pk), _state(own)
    context = state | {
        "form": form,
        "model": model,
        "to_test": own and model and not own.tested_at and not form.errors,
        "embedding": _embedding(own),
        "reranker": rerank_model(request.workspace.pk),
    }
    return render(request, "gateway/provider.html", context, status=status)


def _state(own: Provider | None) -> dict[str, object]:
    return {
        "provider": own,
        "why_failed": why_test_failed(own) if own else "",
        "instance_serves": instance_model(settings.VITRINE) is not None,
        "answers_fail": own is not None and own.failed_model in {"", own.chat_model},
    }


def _embedding(own: Provider | None) -> EmbeddingModel | None:
    return own_embedding_model(own) if own else instance_embedding_model(settings.VITRINE)


def _say_saved(request: PageRequest, tries: list[Tried]) -> None:
    if any(tried.failure for tried in tries):
        messages.error(request, SAVED_FAILING)
    else:
        messages.success(request, SAVED)
    _say(request, [tried for tried in tries if not tried.failure])


def _say(request: PageRequest, tries: list[Tried]) -> None:
    for tried in tries:
        if tried.failure:
            messages.error(request, f"{tried.model}: {tried.failure.in_full}".lstrip(": "))
        else:
            messages.success(request, f"{tried.model} {tried.said}.")

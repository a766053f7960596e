"""Set up the chat demo."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ai_features.chat.forms import SettingsForm
from ai_features.chat.services import KIND
from ai_features.chat.settings import chat_settings
from core.rights import Right
from projects.pages import ProjectPageRequest, project_page
from projects.queries import get_demo
from projects.services import save_demo_settings


@require_http_methods(["GET", "HEAD", "POST"])
@project_page(Right.PROJECT_WRITE)
def settings(request: ProjectPageRequest) -> HttpResponse:
    """Set the greeting, the refusal, the starter questions and the instructions."""
    demo = get_demo(project=request.project, kind=KIND)
    form = SettingsForm(request.POST or None, initial=chat_settings(demo).model_dump())
    if request.method == "POST" and form.is_valid():
        save_demo_settings(access=request.access, demo=demo, settings=form.cleaned_data)
        messages.success(request, "Saved. The next answer will use these settings.")
        return redirect("chat:page", request.workspace.slug, request.project.slug)
    status = 422 if form.is_bound else 200
    back = reverse("chat:page", args=[request.workspace.slug, request.project.slug])
    context = {"form": form, "demo": demo, "back": back}
    return render(request, "chat/settings.html", context, status=status)

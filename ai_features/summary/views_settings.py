"""Set up the summary demo."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ai_features.summary.forms import SettingsForm
from ai_features.summary.options import summary_settings
from ai_features.summary.services import KIND
from core.rights import Right
from projects.pages import ProjectPageRequest, project_page
from projects.queries import get_demo
from projects.services import save_demo_settings


@require_http_methods(["GET", "HEAD", "POST"])
@project_page(Right.PROJECT_WRITE)
def settings(request: ProjectPageRequest) -> HttpResponse:
    """Set the length and the format that the form begins with."""
    demo = get_demo(project=request.project, kind=KIND)
    initial = SettingsForm.initial_for(summary_settings(demo))
    form = SettingsForm(request.POST or None, initial=initial)
    back = reverse("summary:page", args=[request.workspace.slug, request.project.slug])
    if request.method == "POST" and form.is_valid():
        save_demo_settings(access=request.access, demo=demo, settings=form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect(back)
    status = 422 if form.is_bound else 200
    context = {"form": form, "demo": demo, "back": back}
    return render(request, "summary/settings.html", context, status=status)

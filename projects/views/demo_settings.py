"""The page that sets up a demo: each kind of demo brings its form and its words."""

from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from projects.models import Demo
from projects.pages import ProjectPageRequest
from projects.services import save_demo_settings


def demo_settings(
    request: ProjectPageRequest, *, demo: Demo, form: Form, url_name: str, saved: str = "Saved."
) -> HttpResponse:
    """Show a demo's settings; save those that were posted and go to its page at ``url_name``.

    ``form`` is bound to what was posted, if anything was. ``saved`` is the message afterwards.
    """
    page = reverse(url_name, args=[request.workspace.slug, request.project.slug])
    if form.is_valid():
        save_demo_settings(access=request.access, demo=demo, settings=form.cleaned_data)
        messages.success(request, saved)
        return redirect(page)
    context = {"form": form, "demo": demo, "back": page}
    return render(request, "demos/setup.html", context, status=422 if form.is_bound else 200)

"""Page: the door of the house."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from core.pages.landing import live_demo


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Say what this is, with a demo that can be used at once when there is one."""
    return render(request, "core/landing.html", {"sample": live_demo()})


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Send whoever asks for the icon by its old address to the one that pages name."""
    return redirect(static("img/icon.svg"))

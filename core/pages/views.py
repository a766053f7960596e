"""Page: the landing page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from core.pages.landing import live_demo


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Say what this site is, with a demo to try at once if there is one."""
    return render(request, "core/landing.html", {"sample": live_demo()})


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Redirect the conventional icon URL to the icon that pages name."""
    return redirect(static("img/icon.svg"))

"""Links for people outside the site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def invitation_link(request: HttpRequest, token: str) -> str:
    """Return the absolute URL that opens an invitation."""
    path = reverse("core:invitation", args=[token])
    base = str(settings.VITRINE.vitrine_base_url).rstrip("/")
    return f"{base}{path}" if base else request.build_absolute_uri(path)

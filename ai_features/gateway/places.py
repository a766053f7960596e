"""Where to connect a model."""

from __future__ import annotations

from django.urls import reverse

from core.access import Access
from core.rights import Right


def provider_url(access: Access) -> str:
    """Return the URL of the workspace's provider page, or "" for those who may not change it."""
    if not access.allows(Right.PROVIDER_WRITE):
        return ""
    return reverse("gateway:provider", args=[access.workspace.slug])

"""The request as endpoints see it, once the frame has resolved who asks for what."""

from __future__ import annotations

from django.http import HttpRequest

from core.access import Access, Actor
from core.keys.models import ApiKey
from core.workspaces.models import Workspace


class ApiRequest(HttpRequest):
    """An authenticated API request.

    ``credential`` and ``actor`` are always there; ``access`` and ``workspace`` on endpoints that
    :func:`core.rest.access.requires` guards.
    """

    id: str
    credential: ApiKey
    actor: Actor
    access: Access
    workspace: Workspace
    repeats: str | None

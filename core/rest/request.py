"""The request as endpoints see it, after the guard has resolved who asks and in which workspace."""

from __future__ import annotations

from django.http import HttpRequest

from core.access import Access, Actor
from core.keys.models import ApiKey
from core.workspaces.models import Workspace


class ApiRequest(HttpRequest):
    """An authenticated API request.

    ``credential`` and ``actor`` are always set; ``access`` and ``workspace`` only on endpoints
    that :func:`core.rest.access.requires` guards.
    """

    id: str
    credential: ApiKey
    actor: Actor
    access: Access
    workspace: Workspace
    repeats: str | None

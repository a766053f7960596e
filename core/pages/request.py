"""The request as a workspace's pages see it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from core.access import Access, Actor
from core.people.models import User
from core.workspaces.models import Workspace


class SignedInRequest(HttpRequest):
    """A request from a person who has signed in."""

    htmx: HtmxDetails
    user: User


class PageRequest(SignedInRequest):
    """A request for a workspace page, after its guard has resolved it."""

    access: Access
    actor: Actor
    workspace: Workspace

"""Check whether somebody following a stream is still allowed to."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.http import HttpRequest
from django.utils.module_loading import import_string

from core.keys.services import use_key
from core.pages.request import PageRequest
from core.people.models import User
from core.rest.request import ApiRequest
from core.rights import Right
from core.workspaces.queries import key_access, user_access


def key_still_allowed(request: ApiRequest, right: Right) -> Callable[[], bool]:
    """Return a check that rereads the request's key and its right in the workspace."""
    token = request.headers.get("Authorization", "").partition(" ")[2].strip()
    workspace = str(request.workspace.pk)

    def ask() -> bool:
        key = use_key(token)
        access = key_access(key, workspace) if key else None
        return access is not None and access.allows(right)

    return ask


def person_still_allowed(request: PageRequest, right: Right) -> Callable[[], bool]:
    """Return a check that rereads the request's session and membership."""
    session_key = request.session.session_key
    workspace = str(request.workspace.pk)

    def ask() -> bool:
        user = _user_of(session_key)
        access = user_access(user, workspace) if user else None
        return access is not None and access.allows(right)

    return ask


def _user_of(session_key: str | None) -> User | None:
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    probe = HttpRequest()
    probe.session = store(session_key=session_key)
    if SESSION_KEY not in probe.session:
        return None
    user = get_user(probe)
    return user if isinstance(user, User) and user.is_active else None

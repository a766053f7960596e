"""The guard of every workspace page: who asks, in which workspace, with which right."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from core.errors import NotFound
from core.pages.request import PageRequest
from core.rights import Right
from core.tenancy.scope import in_workspace
from core.workspaces.queries import user_access

View = Callable[..., HttpResponseBase]
Resolve = Callable[[Any, dict[str, Any]], None]
Guard = Callable[[Callable[..., HttpResponseBase]], View]


def workspace_page(
    right: Right, *, scope_open: bool = True, resolve: Resolve | None = None
) -> Guard:
    """Guard a page under ``/w/<workspace>/`` with ``right``.

    A stranger gets the same 404 as for a workspace that does not exist.
    The view runs inside ``in_workspace`` and must return a rendered response; with
    ``scope_open=False`` it opens its own transactions, for responses that wait or stream.
    ``resolve`` looks up what follows the workspace in the path, and removes those arguments from
    ``kwargs``.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> View:
        @login_required
        @wraps(view)
        def guarded(request: PageRequest, *, workspace: str, **kwargs: Any) -> HttpResponseBase:
            _admit(request, workspace, right)
            response = _answer(view, request, kwargs, scope_open=scope_open, resolve=resolve)
            # A page and the partials that htmx requests may share one URL.
            patch_vary_headers(response, ["HX-Request"])
            return response

        guarded.right = right  # type: ignore[attr-defined]  # read by the route contract test
        return guarded

    return decorate


def _admit(request: PageRequest, slug: str, right: Right) -> None:
    """Note on the request who asks in which workspace, if they have the right.

    Raises ``NotFound`` for a stranger, and what ``Access.require`` raises.
    """
    access = user_access(request.user, slug)
    if access is None:
        raise NotFound("There is no such page, or you have no access to it.")
    request.access, request.actor = access, access.actor
    request.workspace = access.workspace
    access.require(right)


def _answer(
    view: Callable[..., HttpResponseBase],
    request: PageRequest,
    kwargs: dict[str, Any],
    *,
    scope_open: bool,
    resolve: Resolve | None,
) -> HttpResponseBase:
    if scope_open or resolve:
        with in_workspace(request.workspace.pk):
            if resolve:
                resolve(request, kwargs)
            if scope_open:
                return view(request, **kwargs)
    return view(request, **kwargs)

"""The guard of every endpoint: who is calling, in which workspace, with which right."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar

from django.db import DatabaseError, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja.decorators import decorate_view
from ninja.security import HttpBearer

from core.errors import DomainError, NotFound, Unauthenticated
from core.keys.models import ApiKey
from core.keys.services import use_key
from core.rest.idempotency import answer_once
from core.rest.limits import count_call
from core.rest.problems import problem
from core.rest.request import ApiRequest
from core.rest.scopes import lacking, require_right
from core.rights import Right, Scope
from core.tenancy.overtaken import overtaken
from core.tenancy.scope import as_user, in_workspace
from core.workspaces.queries import key_access, key_actor

View = TypeVar("View", bound=Callable[..., Any])
Run = Callable[..., HttpResponseBase]
Resolve = Callable[[Any, dict[str, Any]], None]
FAILED = 400


class Guard(Protocol):
    """Wraps an endpoint in a guard and keeps its type."""

    def __call__(self, view: View, /) -> View:
        """Return ``view``, guarded."""


class BearerKey(HttpBearer):
    """Declares the key in OpenAPI; the guards below do the authenticating."""

    def __call__(self, request: HttpRequest) -> ApiKey | None:
        """Return the key that the guard found; None, so that an unguarded endpoint is refused."""
        return getattr(request, "credential", None)

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """Return the active key of ``token``."""
        return use_key(token)


def authenticate(request: HttpRequest) -> ApiKey:
    """Return the key in the Authorization header; raise ``Unauthenticated`` if none is active."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    key = use_key(token.strip()) if kind.lower() == "bearer" and token else None
    if key is None:
        raise Unauthenticated(
            "Send an active key as “Authorization: Bearer <key>”. "
            "Keys that are unknown, expired or revoked are refused alike."
        )
    return key


def requires(right: Right, *, scope_open: bool = True, resolve: Resolve | None = None) -> Guard:
    """Guard an endpoint under ``/workspaces/{workspace}`` with ``right``.

    A stranger gets the same 404 as for a workspace that does not exist. The endpoint and the
    serialisation of its answer run inside ``in_workspace``, rolled back if it answers with an
    error. With ``scope_open=False`` the endpoint opens short transactions itself, for answers that
    wait or stream. ``resolve`` looks up the parents further along the path.
    """

    def enter(request: ApiRequest, kwargs: dict[str, Any]) -> None:
        access = key_access(request.credential, kwargs["workspace"])
        if access is None:
            raise NotFound("There is no such workspace.")
        require_right(access=access, key=request.credential, right=right)
        request.access, request.workspace = access, access.workspace

    def call(run: Run, request: ApiRequest, kwargs: dict[str, Any]) -> HttpResponseBase:
        enter(request, kwargs)
        return answer_once(request, lambda: act(run, request, kwargs))

    def act(run: Run, request: ApiRequest, kwargs: dict[str, Any]) -> HttpResponseBase:
        if scope_open or resolve:
            with in_workspace(request.workspace.pk):
                if resolve:
                    resolve(request, kwargs)
                if scope_open:
                    return _rolled_back_on_failure(run(request, **kwargs))
        return run(request, **kwargs)

    return _guard(call, right=right)


def requires_person(scope: Scope) -> Guard:
    """Guard an endpoint outside any workspace: the key needs ``scope``."""

    def call(run: Run, request: ApiRequest, kwargs: dict[str, Any]) -> HttpResponseBase:
        if scope not in request.credential.scopes:
            raise lacking(scope, key=request.credential)
        return answer_once(request, lambda: act(run, request, kwargs))

    def act(run: Run, request: ApiRequest, kwargs: dict[str, Any]) -> HttpResponseBase:
        if request.credential.user is None:
            return run(request, **kwargs)  # nobody's rows are seen, so there is nothing to undo
        with as_user(request.credential.user.pk):
            return _rolled_back_on_failure(run(request, **kwargs))

    return _guard(call, right=scope)


def _guard(
    call: Callable[[Run, ApiRequest, dict[str, Any]], HttpResponseBase], *, right: Right | Scope
) -> Guard:
    def decorate(run: Run) -> Run:
        @wraps(run)
        def guarded(request: ApiRequest, **kwargs: Any) -> HttpResponseBase:
            return _answer(request, lambda: call(run, request, kwargs))

        return guarded

    def mark(view: View) -> View:
        marked = decorate_view(decorate)(view)
        marked.right = right  # type: ignore[attr-defined]  # read by the role-matrix contract test
        return marked

    return mark


def _answer(request: ApiRequest, call: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Return what ``call`` answers to the key of ``request``, or the problem it met."""
    limit_headers: dict[str, str] = {}
    try:
        request.credential = authenticate(request)
        request.actor = key_actor(request.credential)
        limit_headers = count_call(request.credential)
        # Rights are checked before a kept answer is repeated: losing them ends access.
        response = call()
    except DomainError as error:
        response = problem(request, error)
    except DatabaseError as error:
        if (told := overtaken(error)) is None:
            raise
        response = problem(request, told)
    for name, value in limit_headers.items():
        response.headers.setdefault(name, value)
    return response


def _rolled_back_on_failure(response: HttpResponseBase) -> HttpResponseBase:
    # ninja turns exceptions into responses, so the transaction would commit the earlier writes.
    if response.status_code >= FAILED:
        transaction.set_rollback(True)
    return response

"""Build the API object, with one way of reporting failures."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, RawPostDataException
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from core.connections import AWAY
from core.errors import (
    BadRequest,
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    RateLimited,
    TooLarge,
    Unauthenticated,
    Unavailable,
    UpstreamFailed,
)
from core.rest.access import BearerKey
from core.rest.described import DescribedAPI
from core.rest.problems import invalid, problem
from core.tenancy.overtaken import overtaken

log = logging.getLogger(__name__)


class Failed(DomainError):
    """Something that should not have happened did."""

    status = 500
    code = "internal"
    title = "Something went wrong on our side; it has been logged under the request id"


class OtherStatus(DomainError):
    """A status without a class of its own, under HTTP's own name and phrase."""

    def __init__(self, status: HTTPStatus, detail: str = "") -> None:
        self.status, self.title = status.value, status.phrase
        super().__init__(detail, code=status.name.lower())


def build_api() -> NinjaAPI:
    """Return the API without its routers: key authentication and problem documents."""
    api = DescribedAPI(
        title="Vitrine",
        version="1",
        description="Documents, search, summaries and chat in your workspaces.",
        auth=BearerKey(),
        docs_url=None,
        openapi_url="/openapi.json",
        urls_namespace="api",
    )
    for kind, handler in HANDLERS:
        api.add_exception_handler(kind, handler)
    return api


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(request, invalid(error.errors))


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, with_status(error.status_code, str(error)))


def _not_found(request: HttpRequest, _: Http404) -> HttpResponse:
    return problem(request, NotFound())


def _too_large(request: HttpRequest, _: RequestDataTooBig) -> HttpResponse:
    return problem(request, TooLarge("The request body is too large."))


def _unreadable(request: HttpRequest, _: SuspiciousOperation) -> HttpResponse:
    return problem(request, BadRequest("The request could not be read."))


def _form_for_json(request: HttpRequest, _: RawPostDataException) -> HttpResponse:
    # To compare a repeated form, its parts were read (core.rest.idempotency), which uses it up.
    return problem(request, BadRequest("Send JSON here, not a form."))


def _away(request: HttpRequest, error: Exception) -> HttpResponse:
    if told := overtaken(error):
        return problem(request, told)
    name = getattr(request, "id", "")
    log.warning("The database or the broker did not answer; request %s was refused.", name)
    return problem(request, Unavailable(headers={"Retry-After": "5"}))


def _not_kept(request: HttpRequest, error: IntegrityError) -> HttpResponse:
    told = overtaken(error)
    return problem(request, told) if told else _failed(request, error)


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("Request %s failed", getattr(request, "id", ""), exc_info=error)
    return problem(request, Failed())


def with_status(status: int, detail: str = "") -> DomainError:
    """Return the error of an HTTP status, as Django or ninja answered it."""
    if status in KINDS:
        return KINDS[status](detail)
    if status in set(HTTPStatus):
        return OtherStatus(HTTPStatus(status), detail)
    return BadRequest(detail)


KINDS: Final[dict[int, type[DomainError]]] = {
    400: BadRequest,
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    413: TooLarge,
    422: Invalid,
    429: RateLimited,
    500: Failed,
    502: UpstreamFailed,
    503: Unavailable,
}
# Any, because each handler takes only the exception of its row, and ninja's types want more.
HANDLERS: Final[tuple[tuple[type[Exception], Any], ...]] = (
    (DomainError, problem),
    (ValidationError, _invalid),
    (HttpError, _http_error),
    (Http404, _not_found),
    (RequestDataTooBig, _too_large),
    (SuspiciousOperation, _unreadable),
    (RawPostDataException, _form_for_json),
    *((kind, _away) for kind in AWAY),
    (IntegrityError, _not_kept),
    (Exception, _failed),
)

"""The errors Vitrine tells its users about: one family, rendered once per edge."""

from __future__ import annotations

from typing import Final, Self, TypedDict

# The key in an ASGI scope of the error that refused a request before its body was read.
REFUSED: Final = "vitrine.refused"


class FieldError(TypedDict):
    """One thing wrong with one field of a request."""

    field: str
    message: str


class DomainError(Exception):
    """Something a user can understand: what happened, what is safe, what to do.

    ``status`` is the HTTP status, ``code`` a stable word for programs, ``detail`` for people.
    """

    status: int = 400
    code: str = "bad_request"
    title: str = "The request cannot be carried out"

    def __init__(
        self,
        detail: str = "",
        *,
        code: str | None = None,
        errors: list[FieldError] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.code = code or type(self).code
        self.errors = errors or []
        self.headers = headers or {}


class BadRequest(DomainError):
    """The request is not valid HTTP or JSON."""


class Unauthenticated(DomainError):
    status = 401
    code = "unauthenticated"
    title = "A valid API key is needed"


class Forbidden(DomainError):
    status = 403
    code = "forbidden"
    title = "Your role or key does not allow this"


class NotFound(DomainError):
    status = 404
    code = "not_found"
    title = "There is nothing here, or nothing you have access to"


class Conflict(DomainError):
    status = 409
    code = "conflict"
    title = "The request conflicts with the current state of things"


class TooLarge(DomainError):
    status = 413
    code = "too_large"
    title = "That is too large"


class Invalid(DomainError):
    status = 422
    code = "invalid"
    title = "Some values cannot be used"

    @classmethod
    def of(cls, field: str, message: str) -> Self:
        """Return an error about one field."""
        return cls(message, errors=[{"field": field, "message": message}])


class RateLimited(DomainError):
    status = 429
    code = "rate_limited"
    title = "Too many requests; wait a moment and try again"


class UpstreamFailed(DomainError):
    status = 502
    code = "upstream_failed"
    title = "A service that Vitrine depends on did not answer as it should"


class Unavailable(DomainError):
    status = 503
    code = "unavailable"
    title = "Vitrine cannot serve this at the moment; nothing is lost, try again shortly"

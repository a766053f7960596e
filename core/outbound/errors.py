"""Why an address was not fetched, worded for the person who entered it."""

from __future__ import annotations

from http import HTTPStatus

from core.errors import DomainError, Invalid, TooLarge, UpstreamFailed


class OutboundError(DomainError):
    """Any refusal or failure of an outbound request."""


class UrlNotAllowed(OutboundError, Invalid):
    """The address is malformed, or leads where users may not make us connect."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "url_not_allowed"
    title = "This address cannot be used"

    def __init__(self, detail: str = "") -> None:
        words = detail or "This address cannot be used. Use a public web address."
        super().__init__(words, errors=[{"field": "url", "message": words}])


class UrlUnreachable(OutboundError, UpstreamFailed):
    """The name is unknown, or what answers is not a web server."""

    status = HTTPStatus.BAD_GATEWAY
    code = "url_unreachable"
    title = "This address could not be reached. Check it for typing errors, then try again."


class UrlTooLarge(OutboundError, TooLarge):
    """The response is larger than allowed, packed or unpacked."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "url_too_large"
    title = "What this address holds is too large to fetch. Download it, split it, and upload that."


class UrlTimeout(OutboundError, UpstreamFailed):
    """The response was not complete in time."""

    status = HTTPStatus.BAD_GATEWAY
    code = "url_timeout"
    title = "This address took too long to answer. Try again later, or upload the file instead."


class UrlStatus(OutboundError, UpstreamFailed):
    """The server answered, but not with the document."""

    status = HTTPStatus.BAD_GATEWAY
    code = "url_status"
    title = "This address answered with an error"

    def __init__(self, answered: int) -> None:
        self.answered = answered
        super().__init__(_words(answered))


def _words(answered: int) -> str:
    if answered in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        why = (
            "asks for a sign-in, so it cannot be fetched from here. Download it and upload the file"
        )
    elif answered in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        why = "says that nothing is there. Check the address"
    elif answered == HTTPStatus.TOO_MANY_REQUESTS:
        why = "is receiving too many requests at the moment. Try again later"
    else:
        why = "answered with an error. Try again later, or upload the file instead"
    return f"This address {why}. (Status {answered}.)"

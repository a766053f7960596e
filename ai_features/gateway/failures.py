"""Turn what the SDK raises into what the user should be told."""

from __future__ import annotations

from typing import Final

import httpx2
import openai

from ai_features.gateway.bounds import AnswerTooLarge
from ai_features.gateway.errors import (
    ProviderContextExceeded,
    ProviderDropped,
    ProviderEndless,
    ProviderFailed,
    ProviderNonsense,
    ProviderOutOfCredit,
    ProviderRateLimited,
    ProviderRefusedKey,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnreachable,
)

TOO_LONG: Final = (
    "context_length",
    "context length",
    "context window",
    "maximum context",
    "too long",
)
# How servers name an account without credit, as code or type. Status 402 means nothing else.
NO_CREDIT: Final = frozenset(
    {
        "insufficient_quota",
        "insufficient_credits",
        "insufficient_balance",
        "billing_error",
        "billing_hard_limit_reached",
        "billing_not_active",
    }
)
NEVER_CONNECTED: Final = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
# What reading an answer may raise; ValueError covers invalid JSON and invalid text.
FROM_PROVIDERS: Final = (openai.OpenAIError, httpx2.HTTPError, ValueError)
BAD_REQUEST, UNAUTHORISED, PAYMENT_REQUIRED, FORBIDDEN = 400, 401, 402, 403
REQUEST_TIMEOUT, TOO_LARGE, TOO_MANY, SERVER_ERROR = 408, 413, 429, 500
BY_STATUS: Final[dict[int, type[ProviderFailed]]] = {
    UNAUTHORISED: ProviderRefusedKey,
    PAYMENT_REQUIRED: ProviderOutOfCredit,
    FORBIDDEN: ProviderRefusedKey,
    REQUEST_TIMEOUT: ProviderTimeout,
    TOO_LARGE: ProviderContextExceeded,
    TOO_MANY: ProviderRateLimited,
}


def failure_of(error: Exception) -> ProviderFailed:
    """Return the error to show for a provider's failure; never quotes the provider.

    Providers repeat parts of keys and prompts in their errors.
    """
    if isinstance(error, ProviderFailed):
        return error
    if isinstance(error, openai.APIStatusError):
        return _by_status(error)
    if isinstance(error, openai.APIConnectionError):
        return _by_connection(error.__cause__ or error)
    if isinstance(error, httpx2.HTTPError):
        return _by_connection(error)
    if isinstance(error, openai.APIError):
        return _by_name(error) or ProviderFailed()
    return ProviderNonsense()


def was_never_received(error: Exception) -> bool:
    """Return whether the provider cannot have started to answer, so nothing can be billed."""
    if isinstance(error, openai.APIStatusError):
        return True
    cause = error.__cause__ if isinstance(error, openai.APIConnectionError) else error
    return isinstance(cause, (*NEVER_CONNECTED, ProviderFailed))


def may_try_again(error: Exception) -> bool:
    """Return whether the same request may succeed shortly, and cannot have been billed."""
    if isinstance(error, openai.APIStatusError):
        if error.status_code == TOO_MANY:
            return not _is_unpaid(error)
        return error.status_code >= SERVER_ERROR or error.status_code == REQUEST_TIMEOUT
    return isinstance(error, openai.APIConnectionError) and isinstance(
        error.__cause__, NEVER_CONNECTED
    )


def wait_asked_for(error: Exception) -> float | None:
    """Return the seconds of a ``Retry-After`` header, if the provider sent a usable one."""
    if not isinstance(error, openai.APIStatusError):
        return None
    try:
        return max(0.0, float(error.response.headers.get("retry-after", "")))
    except ValueError:
        return None


def _by_status(error: openai.APIStatusError) -> ProviderFailed:
    status = error.status_code
    if _is_unpaid(error):
        return ProviderOutOfCredit()
    if status in BY_STATUS:
        return BY_STATUS[status]()
    if status >= SERVER_ERROR:
        return ProviderFailed()
    if _is_too_long(error):
        return ProviderContextExceeded()
    return ProviderRejected() if status >= BAD_REQUEST else ProviderNonsense()


def _by_connection(cause: BaseException) -> ProviderFailed:
    if isinstance(cause, ProviderFailed):
        return cause
    if isinstance(cause, NEVER_CONNECTED):
        return ProviderUnreachable()
    if isinstance(cause, (httpx2.TimeoutException, openai.APITimeoutError)):
        return ProviderTimeout()
    if isinstance(cause, AnswerTooLarge):
        return ProviderEndless()
    return ProviderNonsense() if isinstance(cause, httpx2.DecodingError) else ProviderDropped()


def _by_name(error: openai.APIError) -> ProviderFailed | None:
    """Return the failure of an error that was sent in the middle of a stream, without a status."""
    if _is_unpaid(error):
        return ProviderOutOfCredit()
    return ProviderContextExceeded() if _is_too_long(error) else None


def _is_unpaid(error: openai.APIError) -> bool:
    return not NO_CREDIT.isdisjoint((str(error.code).lower(), str(error.type).lower()))


def _is_too_long(error: openai.APIError) -> bool:
    said = f"{error.code or ''} {error.message}".lower()
    return any(words in said for words in TOO_LONG)

"""Errors of the REST API as problem documents (RFC 9457)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.http import HttpRequest, JsonResponse

from core.errors import DomainError, FieldError, Invalid
from core.rest.wrong import in_words

MEDIA_TYPE = "application/problem+json"
WHERE: Final = frozenset({"body", "query", "path", "header", "form", "file"})


def problem(request: HttpRequest, error: DomainError) -> JsonResponse:
    """Return ``error`` as a problem document, the API's one shape for failures."""
    body: dict[str, Any] = {
        "type": f"urn:vitrine:problem:{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
        "request_id": getattr(request, "id", ""),
    }
    if error.status == 422:  # noqa: PLR2004
        body["errors"] = error.errors or [{"field": "body", "message": error.detail}]
    headers = dict(error.headers)
    if error.status == 401:  # noqa: PLR2004
        headers["WWW-Authenticate"] = 'Bearer realm="vitrine"'
    return JsonResponse(body, status=error.status, content_type=MEDIA_TYPE, headers=headers)


def invalid(found: Iterable[Mapping[str, Any]]) -> Invalid:
    """Return pydantic's errors as one, each with the path of its field in the body or query."""
    errors = [FieldError(field=_field(item), message=in_words(item)) for item in found]
    detail = "; ".join(f"{item['field']}: {item['message']}" for item in errors[:3])
    return Invalid(detail, errors=errors)


def _field(item: Mapping[str, Any]) -> str:
    parts = [str(part) for part in (*item.get("loc", ()), *item.get("ctx", {}).get("place", ()))]
    while len(parts) > 1 and parts[0] in WHERE:
        parts = parts[1:]
    return ".".join(parts) or "body"

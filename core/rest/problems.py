"""Errors of the REST API as problem documents (RFC 9457)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse

from core.errors import DomainError

MEDIA_TYPE = "application/problem+json"


def problem(request: HttpRequest, error: DomainError) -> JsonResponse:
    """Return ``error`` as the one shape in which the API reports failures."""
    body: dict[str, Any] = {
        "type": f"urn:vitrine:problem:{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
        "request_id": getattr(request, "id", ""),
    }
    if error.errors or error.status == 422:  # noqa: PLR2004
        body["errors"] = error.errors
    headers = dict(error.headers)
    if error.status == 401:  # noqa: PLR2004
        headers["WWW-Authenticate"] = 'Bearer realm="vitrine"'
    return JsonResponse(body, status=error.status, content_type=MEDIA_TYPE, headers=headers)

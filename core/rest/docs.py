"""The API's docs page, rendered here from the OpenAPI document; it loads nothing from elsewhere."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from core.rest.reference import Group, groups


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show every operation, and what holds for all of them."""
    base = (
        str(settings.VITRINE.vitrine_base_url).rstrip("/") or request.build_absolute_uri("/")[:-1]
    )
    context = {
        "base": f"{base}/api/v1",
        "groups": _groups(base),
        "rate": settings.VITRINE.vitrine_api_rate_per_minute,
    }
    return render(request, "core/api_docs.html", context)


@lru_cache(maxsize=4)
def _groups(base: str) -> list[Group]:
    return groups(_document(), base=base)


def _document() -> dict[str, Any]:
    # By its dotted name: nothing below core.assembly may import the assembled API.
    document: dict[str, Any] = import_string("core.assembly.api.api").get_openapi_schema()
    return document

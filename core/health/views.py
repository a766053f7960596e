"""Two addresses for machines: is the process alive, and can the instance serve?"""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.health.registry import run_checks

READY, UNREADY = 200, 503


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 for as long as the process runs."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 only when every part serves, with a line for each."""
    findings = run_checks()
    ready = all(finding.ok for finding in findings)
    body = {
        "status": "ready" if ready else "not ready",
        "checks": [asdict(finding) for finding in findings],
    }
    return JsonResponse(body, status=READY if ready else UNREADY)

"""Where to connect a model, and what to set right when it fails."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from ai_features.gateway.errors import KINDS, told_to_keepers
from ai_features.runs.models import Run
from core.access import Access
from core.rights import Right


@dataclass(frozen=True, slots=True)
class WhyFailed:
    """Why a run failed, in the reader's words; ``mend_url`` is where the reader can mend it."""

    words: str
    mend_url: str = ""


def provider_url(access: Access) -> str:
    """Return the URL of the workspace's provider page, or "" for those who may not change it."""
    if not access.allows(Right.PROVIDER_WRITE):
        return ""
    return reverse("gateway:provider", args=[access.workspace.slug])


def why_failed(run: Run, access: Access) -> WhyFailed:
    """Return why the run failed; those who may change the provider are told what to do."""
    url, kind = provider_url(access), KINDS.get(run.error_code)
    if not url or kind is None:
        return WhyFailed(run.error_message)
    words = told_to_keepers(code=run.error_code, message=run.error_message)
    return WhyFailed(words, url if kind.remedy else "")

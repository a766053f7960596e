"""Report a run's failure to a caller who waited for it."""

from __future__ import annotations

from ai_features.runs.models import Run, RunStatus
from core.errors import Conflict, UpstreamFailed


def raise_failure(run: Run) -> None:
    """Raise the error of a failed or cancelled run; do nothing for any other."""
    if run.status == RunStatus.FAILED:
        raise UpstreamFailed(run.error_message, code=run.error_code)
    if run.status == RunStatus.CANCELLED:
        raise Conflict(run.error_message, code="cancelled")

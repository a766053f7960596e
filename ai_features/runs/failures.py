"""Report a run's failure to a caller who waited for it."""

from __future__ import annotations

from ai_features.runs.models import Run, RunStatus
from core.errors import Conflict, UpstreamFailed
from core.rest.idempotency import RUN_HEADER


def raise_failure(run: Run) -> None:
    """Raise the error of a failed or cancelled run; do nothing for any other."""
    if run.status == RunStatus.FAILED:
        raise UpstreamFailed(run.error_message, code=run.error_code)
    if run.status == RunStatus.CANCELLED:
        # Naming the run keeps this answer: repeating the call must not start what was stopped.
        raise Conflict(run.error_message, code="cancelled", headers={RUN_HEADER: str(run.pk)})

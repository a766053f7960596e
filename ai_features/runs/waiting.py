"""Wait for a run to end, for callers who asked to."""

from __future__ import annotations

import time
from typing import Final

from ai_features.runs.models import Run
from core.connections import let_go
from core.errors import NotFound
from core.tenancy.scope import in_workspace

LONGEST_SECONDS: Final = 60.0
SHORTEST_LOOK: Final = 0.02
LONGEST_LOOK: Final = 0.25
GONE: Final = "What was asked for was deleted before this run had finished."


def wait_for(run: Run, *, seconds: float) -> Run:
    """Return the run once it is over, or as it stands after ``seconds`` (at most 60).

    Call it outside any transaction: each look opens a short one. Raises
    :class:`core.errors.NotFound` if the run is deleted meanwhile.
    """
    until = time.monotonic() + min(seconds, LONGEST_SECONDS)
    look = SHORTEST_LOOK
    while True:
        current = _look(run)
        left = until - time.monotonic()
        if current.is_final or left <= 0:
            return current
        time.sleep(min(look, left))
        look = min(look * 1.5, LONGEST_LOOK)


def _look(run: Run) -> Run:
    with in_workspace(run.workspace_id):
        rows = Run.objects.for_workspace(run.workspace_id).select_related("project", "demo")
        current = rows.filter(pk=run.pk).first()
    let_go()
    if current is None:
        raise NotFound(GONE)
    return current

"""Processes that outlived the supervisor that started them."""

from __future__ import annotations

import os
import signal
import time

from core.embedded.identity import birth_of
from core.embedded.program import kill_group

LOOK_AGAIN_SECONDS = 0.05


def end(pid: int, *, ask_with: signal.Signals, patience: float) -> None:
    """Ask process ``pid`` to stop; kill it and its group after ``patience`` seconds.

    Returns once it is gone, without signalling a later process that got the same pid.
    """
    birth = birth_of(pid)
    if birth is None:
        return
    _send(pid, ask_with)
    deadline = time.monotonic() + patience
    while birth_of(pid) == birth:
        if time.monotonic() > deadline:
            kill_group(pid)
            _send(pid, signal.SIGKILL)
            deadline = time.monotonic() + patience
        time.sleep(LOOK_AGAIN_SECONDS)


def _send(pid: int, sent: signal.Signals) -> None:
    try:
        os.kill(pid, sent)
    except ProcessLookupError:
        return

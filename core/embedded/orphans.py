"""Processes that outlived the supervisor that started them."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Final

from core.embedded.identity import birth_of
from core.embedded.program import kill_group

LOOK_AGAIN_SECONDS = 0.05
# A table of the system's shared memory: the second column is the id, the seventh how many use it.
SHARED_MEMORY: Final = Path("/proc/sysvipc/shm")
ID, ATTACHED = 1, 6


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


def wait_until_unused(memory: str, *, patience: float) -> None:
    """Return once no process uses the shared memory of that id, at the latest after ``patience``.

    The children of a killed server use it until they notice. Where the system has no table of its
    shared memory (not Linux), return at once.
    """
    deadline = time.monotonic() + patience
    while _is_used(memory) and time.monotonic() < deadline:
        time.sleep(LOOK_AGAIN_SECONDS)


def _is_used(memory: str) -> bool:
    try:
        rows = [line.split() for line in SHARED_MEMORY.read_text().splitlines()[1:]]
    except OSError:
        return False
    return any(row[ID] == memory and row[ATTACHED] != "0" for row in rows)


def _send(pid: int, sent: signal.Signals) -> None:
    try:
        os.kill(pid, sent)
    except ProcessLookupError:
        return

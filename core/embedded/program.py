"""A process we start: how, as which user, and what happens to it when we die."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from core.embedded.account import Account

PR_SET_PDEATHSIG: Final = 1


@dataclass(frozen=True)
class Program:
    """One program of an instance.

    ``stop_signal`` asks it to finish; ``orphan_signal`` is what the kernel sends it when the
    process that started it dies without stopping it (Linux only).
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    cwd: Path
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    stop_seconds: float = 10
    # Its output matters only if it ends by itself.
    quiet: bool = False
    # The first clears what a crash left behind; the second says whether the process serves.
    prepare: Callable[[], None] = field(default=lambda: None)
    is_ready: Callable[[int], bool] = field(default=lambda pid: True)


def start(program: Program, *, output: int | None = None) -> subprocess.Popen[bytes]:
    """Start ``program`` in a process group of its own, its output going to ``output``.

    Call it from a thread that lives as long as the program should: to the kernel, the end of that
    thread is the death of the parent.
    """
    program.prepare()
    identity: dict[str, Any] = {}
    if program.account:
        identity = {
            "user": program.account.uid,
            "group": program.account.gid,
            "extra_groups": [],
        }
    return subprocess.Popen(
        list(program.argv),
        env=dict(program.env),
        cwd=program.cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_tie_to_parent(program.orphan_signal),  # noqa: PLW1509  (only calls prctl)
        **identity,
    )


def stop(process: subprocess.Popen[bytes], program: Program) -> None:
    """Ask ``process`` to stop, and kill its group if it takes too long."""
    if process.poll() is None:
        process.send_signal(program.stop_signal)
        try:
            process.wait(program.stop_seconds)
        except subprocess.TimeoutExpired:
            kill_group(process.pid)
            process.wait()


def kill_group(pid: int) -> None:
    """Kill a process we started, along with everything it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _tie_to_parent(orphan_signal: signal.Signals) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(orphan_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return tie

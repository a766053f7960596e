"""Tell a process from a later one with the same pid."""

from __future__ import annotations

import subprocess
from pathlib import Path

PROC = Path("/proc")
STARTED = 19  # index of the start time after the command name in /proc/<pid>/stat
STATE = 0


def birth_of(pid: int) -> str | None:
    """Return when process ``pid`` started, as the system writes it; None if gone or a zombie."""
    if PROC.joinpath("self", "stat").exists():
        return _birth_from_proc(pid)
    return _ps(pid, "lstart=")


def command_of(pid: int) -> str:
    """Return the command line of process ``pid``, empty when it is gone."""
    if PROC.joinpath("self", "cmdline").exists():
        try:
            return (PROC / str(pid) / "cmdline").read_text().replace("\0", " ").strip()
        except OSError:
            return ""
    return _ps(pid, "command=") or ""


def _birth_from_proc(pid: int) -> str | None:
    try:
        stat = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[STATE] in "ZX" else fields[STARTED]


def _ps(pid: int, column: str) -> str | None:
    answer = subprocess.run(
        ["ps", "-o", column, "-p", str(pid)],  # noqa: S607  (its folder differs between systems)
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip() or None

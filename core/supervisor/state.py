"""Which processes are ours, recorded so that the next start can recognise them."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from core.embedded.identity import birth_of
from core.embedded.orphans import end
from core.embedded.record import write_private

FILE = "supervisor.json"
PATIENCE_SECONDS = 5


@dataclass(frozen=True)
class Mark:
    """One process: its pid and its start time, because pids are reused."""

    name: str
    pid: int
    birth: str
    stop_signal: int


@dataclass(frozen=True)
class State:
    """A supervisor, the site's address, and its children in the order to stop them."""

    pid: int
    url: str
    children: tuple[Mark, ...] = ()


def load_state(data_dir: Path) -> State | None:
    """Return what the last supervisor wrote; None if it stopped cleanly or that is unreadable."""
    try:
        kept = json.loads((data_dir / FILE).read_text())
        children = tuple(Mark(**mark) for mark in kept["children"])
        return State(pid=kept["pid"], url=kept["url"], children=children)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def save_state(data_dir: Path, *, url: str, children: Iterable[Mark]) -> None:
    """Record this supervisor and its children."""
    state = State(pid=os.getpid(), url=url, children=tuple(children))
    write_private(data_dir / FILE, json.dumps(asdict(state)))


def forget_state(data_dir: Path) -> None:
    """Record that everything stopped cleanly."""
    (data_dir / FILE).unlink(missing_ok=True)


def end_orphans(data_dir: Path) -> list[str]:
    """Stop what a killed supervisor left running; return the names of what was found."""
    state = load_state(data_dir)
    found = [mark for mark in (state.children if state else ()) if birth_of(mark.pid) == mark.birth]
    for mark in found:
        end(mark.pid, ask_with=signal.Signals(mark.stop_signal), patience=PATIENCE_SECONDS)
    return [mark.name for mark in found]

"""Load in the background what the first request would otherwise wait for."""

from __future__ import annotations

from collections.abc import Callable
from threading import Timer

Task = Callable[[], None]

_tasks: list[Task] = []


def register_warming(task: Task) -> None:
    """Register something to load once the site serves; called once, at start-up.

    ``task`` runs in a background thread, outside any request, and must not raise: what it fails to
    load is loaded on first use.
    """
    _tasks.append(task)


def begin_warming(*, after: float) -> Timer:
    """Run the registered tasks after ``after`` seconds; return at once."""
    timer = Timer(after, _warm)
    timer.daemon = True
    timer.start()
    return timer


def _warm() -> None:
    for task in _tasks:
        task()

"""Load in the background what the first request would otherwise wait for."""

from __future__ import annotations

from collections.abc import Callable
from threading import Timer

Task = Callable[[], None]

_tasks: list[Task] = []


def register_warming(task: Task) -> None:
    """Name something to be loaded once the site serves; called once, at start-up.

    ``task`` runs in a thread of its own, outside of any request, and raises nothing: whoever
    needs what it loads loads it then.
    """
    _tasks.append(task)


def begin_warming(*, after: float) -> Timer:
    """Load what was named in ``after`` seconds, and return at once."""
    timer = Timer(after, _warm)
    timer.daemon = True
    timer.start()
    return timer


def _warm() -> None:
    for task in _tasks:
        task()

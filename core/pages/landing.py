"""The demo on the landing page, if any; the layer that has one registers it at start-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Find = Callable[[], Mapping[str, object] | None]

_finders: list[Find] = []


def register_live_demo(find: Find) -> None:
    """Register a finder, which returns ``{"project", "questions", "url_search"}`` or None."""
    _finders.append(find)


def live_demo() -> Mapping[str, object] | None:
    """Return the demo to show on the landing page, if there is one."""
    found = (find() for find in _finders)
    return next((demo for demo in found if demo is not None), None)

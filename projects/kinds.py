"""The kinds of demo: an interface, and the registry that upper layers add theirs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class DemoKind:
    """One kind of demo: its name, its page and the settings of a new one.

    ``url_name`` reverses with (workspace slug, project slug). ``settings()`` returns a new demo's
    settings. Kinds are shown in order of ``place``.
    """

    slug: str
    name: str
    promise: str
    icon: str
    url_name: str
    place: int
    settings: Callable[[], dict[str, Any]]


_kinds: dict[str, DemoKind] = {}


def register_kind(kind: DemoKind) -> None:
    """Offer a kind of demo in every project; called once, at start-up."""
    _kinds[kind.slug] = kind


def all_kinds() -> list[DemoKind]:
    """Return the registered kinds in display order."""
    return sorted(_kinds.values(), key=lambda kind: kind.place)

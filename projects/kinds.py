"""The kinds of demo: an interface, and the registry that upper floors put theirs into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class DemoKind:
    """One kind of demo: what it is called, where its page is, how a new one is set up.

    ``url_name`` reverses with (workspace slug, project slug). ``settings`` returns the settings
    of a new demo. Kinds are shown in the order of ``place``.
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
    """Return the registered kinds in the order in which they are shown."""
    return sorted(_kinds.values(), key=lambda kind: kind.place)

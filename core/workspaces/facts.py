"""What a list of workspaces shows about each of them; every layer adds what it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, get_args
from uuid import UUID

from core.rights import ROLE_RIGHTS, Right
from core.workspaces.models import Workspace

Tone = Literal["failed", "processing", "queued"]
TONES: Final[tuple[Tone, ...]] = get_args(Tone)  # most urgent first


@dataclass(frozen=True, slots=True)
class Note:
    """Something that needs attention, in words, with the URL name of the page that shows it.

    ``tone`` is a status's tone. ``query`` is appended to the page's URL. Only those with ``right``
    are told, if one is given: to others it would be advice they cannot follow.
    """

    words: str
    tone: Tone
    page: str
    query: str = ""
    right: Right | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit in words; ``line`` holds the values of a sparkline before it.

    ``micro_usd`` makes it money; ``label`` says what the line shows.
    """

    words: str
    line: tuple[int, ...] = ()
    label: str = ""
    micro_usd: int | None = None


@dataclass(slots=True)
class Facts:
    """What one layer, or all of them together, know about a workspace."""

    active_at: datetime | None = None
    figures: list[Figure] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def add(self, other: Facts) -> None:
        """Merge in what another layer knows."""
        moments = [moment for moment in (self.active_at, other.active_at) if moment]
        self.active_at = max(moments, default=None)
        self.figures += other.figures
        self.notes = sorted(self.notes + other.notes, key=lambda note: TONES.index(note.tone))


Gather = Callable[[list[UUID]], Mapping[UUID, Facts]]

_sources: list[tuple[Right, Gather]] = []


def register_facts(right: Right, gather: Gather) -> None:
    """Register a layer's source; called once, at start-up.

    It is called inside ``as_user``, for the workspaces in which the person has ``right``.
    """
    _sources.append((right, gather))


def facts_of(workspaces: Iterable[Workspace]) -> dict[UUID, Facts]:
    """Return what all layers know about ``workspaces``, annotated with the reader's ``role``.

    Call it inside ``as_user``. The number of queries does not grow with the workspaces.
    """
    rows = list(workspaces)
    known = {row.pk: Facts(active_at=row.created_at) for row in rows}
    for right, gather in _sources:
        allowed = [row.pk for row in rows if right in ROLE_RIGHTS[_role(row)]]
        for workspace_id, facts in gather(allowed).items():
            known[workspace_id].add(facts)
    for row in rows:
        known[row.pk].notes = _for(ROLE_RIGHTS[_role(row)], known[row.pk].notes)
    return known


def _for(rights: frozenset[Right], notes: Iterable[Note]) -> list[Note]:
    return [note for note in notes if note.right is None or note.right in rights]


def _role(row: Workspace) -> str:
    return str(row.role)  # type: ignore[attr-defined]  # annotated by workspaces_of

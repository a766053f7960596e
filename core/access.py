"""Who is asking, in which workspace, with which rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol
from uuid import UUID

from core.errors import Forbidden
from core.people.models import User
from core.rights import Right
from core.workspaces.models import Workspace

LONGEST_LABEL: Final = 254
NOT_YOURS: Final = "Somebody else started this."


class Begun(Protocol):
    """A row that records who began it, such as a run or a conversation."""

    @property
    def actor_kind(self) -> str:
        """Return the kind of actor."""

    @property
    def actor_id(self) -> UUID:
        """Return the actor's id."""

    @property
    def actor_label(self) -> str:
        """Return what people called the actor."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts: a signed-in person, an API key or a visitor."""

    kind: Literal["user", "key", "visitor"]
    id: UUID
    label: str
    user: User | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of a row that record who made it; the label is what people called them."""
        label = self.label[:LONGEST_LABEL]
        return {"actor_kind": self.kind, "actor_id": self.id, "actor_label": label}


@dataclass(frozen=True, slots=True)
class Access:
    """An actor's rights in one workspace."""

    actor: Actor
    workspace: Workspace
    role: str | None
    rights: frozenset[Right]

    def allows(self, right: Right | str) -> bool:
        """Return whether ``right`` is among the rights."""
        return right in self.rights

    def require(self, right: Right) -> None:
        """Raise :class:`core.errors.Forbidden` unless ``right`` is among the rights."""
        if right not in self.rights:
            if self.role:
                raise Forbidden(f"Your role here, {self.role}, does not allow this.")
            raise Forbidden(f"This needs the right “{right}”, which the key does not have.")

    def may_end(self, begun: Begun) -> bool:
        """Return whether the actor may stop or delete ``begun``: always, if it is their own."""
        own = (begun.actor_kind, begun.actor_id) == (self.actor.kind, self.actor.id)
        return own or self.allows(Right.RUN_END)

    def require_end(self, begun: Begun) -> None:
        """Raise :class:`core.errors.Forbidden` unless the actor may stop or delete ``begun``."""
        if not self.may_end(begun):
            raise Forbidden(
                f"{NOT_YOURS} Your role here, {self.role}, lets you stop and delete only what you "
                "started yourself."
            )

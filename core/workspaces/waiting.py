"""What the list of workspaces shows about unanswered invitations."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.template.defaultfilters import pluralize

from core.tenancy.counting import count_over_mine
from core.workspaces.facts import Facts, Note


def invitation_facts(workspaces: list[UUID]) -> Mapping[UUID, Facts]:
    """Return how many invitations are open, and how many expired unanswered."""
    rows = count_over_mine("core_invitations_of_mine", workspaces)
    return {workspace: Facts(notes=_notes(**row)) for workspace, row in rows.items()}


def _notes(*, waiting: int, expired: int) -> list[Note]:
    return [
        Note(f"{count:,} invitation{pluralize(count)} {words}", "queued", "core:members")
        for count, words in ((waiting, "not yet answered"), (expired, "expired unanswered"))
        if count
    ]

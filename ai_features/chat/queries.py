"""Read conversations and their turns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from ai_features.chat.models import Conversation
from ai_features.runs.models import Run, RunStatus
from core.errors import NotFound
from projects.models import Project

UNANSWERED: Final = frozenset({RunStatus.FAILED, RunStatus.CANCELLED})


def conversations_of(project: Project) -> QuerySet[Conversation]:
    """Return the project's conversations, newest first."""
    rows = Conversation.objects.for_workspace(project.workspace_id).filter(project=project)
    return rows.order_by("-created_at", "-id")


def get_conversation(*, project: Project, conversation_id: UUID) -> Conversation:
    """Return a conversation of the project; raise ``NotFound`` for any other."""
    conversation = conversations_of(project).filter(pk=conversation_id).first()
    if conversation is None:
        raise NotFound("There is no such conversation.")
    return conversation


class TurnRow(NamedTuple):
    """A turn without its question and answer, since a conversation may be long."""

    id: UUID
    status: str
    created_at: datetime
    replaces: str | None


def turn_rows(conversation: Conversation) -> list[TurnRow]:
    """Return the conversation's turns, oldest first, without those replaced by a later one.

    An answer stays until a better one comes: a replacement that failed or was stopped is listed
    after it. Of several such attempts only the last stays.
    """
    runs = Run.objects.for_workspace(conversation.workspace_id).filter(
        conversation_id=conversation.pk
    )
    found = runs.order_by("created_at", "id")
    rows = [
        TurnRow(*row) for row in found.values_list("pk", "status", "created_at", "input__replaces")
    ]
    status = {str(row.id): row.status for row in rows}
    replaced: set[str] = set()
    given_up: set[str] = set()
    for row in reversed(rows):
        former = row.replaces or ""
        if row.status not in UNANSWERED or str(row.id) in replaced:
            replaced.add(former)
        elif status.get(former) != RunStatus.DONE:
            given_up.add(former)
    return [row for row in rows if str(row.id) not in replaced | given_up]


def turns_of(conversation: Conversation, rows: Sequence[TurnRow]) -> list[Run]:
    """Return the turns of ``rows`` in full, oldest first."""
    runs = Run.objects.for_workspace(conversation.workspace_id).filter(
        pk__in=[row.id for row in rows]
    )
    return list(runs.select_related("project", "demo").order_by("created_at", "id"))


def get_turn(*, project: Project, run_id: UUID) -> Run:
    """Return a run of one of the project's conversations; raise ``NotFound`` for any other."""
    rows = Run.objects.for_workspace(project.workspace_id).filter(
        project=project, conversation_id__isnull=False
    )
    run = rows.select_related("project", "demo").filter(pk=run_id).first()
    if run is None:
        raise NotFound("There is no such answer.")
    return run

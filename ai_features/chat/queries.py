"""Read conversations and their turns."""

from __future__ import annotations

from typing import Final
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


def turns_of(conversation: Conversation) -> list[Run]:
    """Return the conversation's runs, oldest first, without those that a later one replaced.

    An answer stays for as long as nothing better came: what was to take its place and failed, or
    was stopped, stands after it.
    """
    rows = Run.objects.for_workspace(conversation.workspace_id).filter(
        conversation_id=conversation.pk
    )
    runs = list(rows.select_related("project", "demo").order_by("created_at", "id"))
    status = {str(run.pk): run.status for run in runs}
    replaced: set[str] = set()
    given_up: set[str] = set()
    for run in reversed(runs):
        former = run.input.get("replaces", "")
        if run.status not in UNANSWERED or str(run.pk) in replaced:
            replaced.add(former)
        elif status.get(former) != RunStatus.DONE:
            given_up.add(former)
    return [run for run in runs if str(run.pk) not in replaced | given_up]


def get_turn(*, project: Project, run_id: UUID) -> Run:
    """Return a run of one of the project's conversations; raise ``NotFound`` for any other."""
    rows = Run.objects.for_workspace(project.workspace_id).filter(
        project=project, conversation_id__isnull=False
    )
    run = rows.select_related("project", "demo").filter(pk=run_id).first()
    if run is None:
        raise NotFound("There is no such answer.")
    return run

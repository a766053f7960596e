"""What was said in a conversation before a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ai_features.chat.courtesy import asks_nothing_of_documents
from ai_features.chat.models import Conversation
from ai_features.chat.queries import turns_of
from ai_features.knowledge.finding.understanding import Turn
from ai_features.runs.models import Run, RunStatus
from core.tenancy.scope import in_workspace

REMEMBERED_TURNS: Final = 6


def turns_before(run: Run) -> list[Turn]:
    """Return the answered turns of the run's conversation before it, oldest first."""
    if run.conversation_id is None:
        return []
    with in_workspace(run.workspace_id):
        rows = Conversation.objects.for_workspace(run.workspace_id)
        conversation = rows.filter(pk=run.conversation_id).first()
        runs = turns_of(conversation) if conversation else []
    before = [
        turn
        for turn in runs
        if (turn.created_at, turn.pk) < (run.created_at, run.pk) and turn.status == RunStatus.DONE
    ]
    return [
        Turn(turn.input["message"], turn.output.get("answer", ""))
        for turn in before[-REMEMBERED_TURNS:]
    ]


def questions_of(turns: Sequence[Turn]) -> list[str]:
    """Return what was asked in the turns, but what asked nothing of the documents, oldest first."""
    return [turn.question for turn in turns if not asks_nothing_of_documents(turn.question)]

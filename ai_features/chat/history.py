"""What was said in a conversation before a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ai_features.chat.courtesy import asks_nothing_of_documents
from ai_features.chat.models import Conversation
from ai_features.chat.queries import turn_rows, turns_of
from ai_features.chat.wording import take_apart
from ai_features.knowledge.finding.understanding import Turn
from ai_features.runs.models import Run, RunStatus
from core.tenancy.scope import in_workspace

REMEMBERED_TURNS: Final = 6


def turns_before(run: Run) -> list[Turn]:
    """Return the latest answered turns before the run in its conversation, oldest first."""
    if run.conversation_id is None:
        return []
    with in_workspace(run.workspace_id):
        rows = Conversation.objects.for_workspace(run.workspace_id)
        conversation = rows.filter(pk=run.conversation_id).first()
        if conversation is None:
            return []
        before = [
            row
            for row in turn_rows(conversation)
            if (row.created_at, row.id) < (run.created_at, run.pk) and row.status == RunStatus.DONE
        ]
        turns = turns_of(conversation, before[-REMEMBERED_TURNS:])
    return [Turn(turn.input["message"], turn.output.get("answer", "")) for turn in turns]


def questions_of(turns: Sequence[Turn]) -> list[str]:
    """Return what was asked of the documents in the turns, oldest first, without small talk."""
    asked = [turn.question for turn in turns if not asks_nothing_of_documents(turn.question)]
    return [take_apart(each).said for each in asked]

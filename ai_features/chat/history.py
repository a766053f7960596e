"""What was said before, and what a follow-up question means on its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ai_features.chat.models import Conversation
from ai_features.chat.queries import turns_of
from ai_features.runs.models import Run, RunStatus
from core.tenancy.scope import in_workspace

REMEMBERED_TURNS: Final = 6
LEANING_WORDS: Final = re.compile(
    r"\b(it|its|they|them|their|that|those|these|this|he|she|him|her|there|one|ones|same|also|"
    r"else|then|what about|how about|and|er|sie|es|ihn|ihr|davon|dabei|dort|diese[rsn]?|auch)\b",
    re.IGNORECASE,
)
SHORT_QUESTION_WORDS: Final = 4


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer."""

    question: str
    answer: str


def turns_before(run: Run) -> list[Turn]:
    """Return the answered turns of the run's conversation before it, oldest first."""
    if run.conversation_id is None:
        return []
    with in_workspace(run.workspace_id):
        rows = Conversation.objects.for_workspace(run.workspace_id)
        conversation = rows.filter(pk=run.conversation_id).first()
        runs = turns_of(conversation) if conversation else []
    replaced = run.input.get("replaces")
    before = [
        turn
        for turn in runs
        if (turn.created_at, turn.pk) < (run.created_at, run.pk)
        and turn.status == RunStatus.DONE
        and str(turn.pk) != replaced
    ]
    return [
        Turn(turn.input["message"], turn.output.get("answer", ""))
        for turn in before[-REMEMBERED_TURNS:]
    ]


def leans_on_history(question: str) -> bool:
    """Return whether a question can hardly be understood without the one before it."""
    return len(question.split()) <= SHORT_QUESTION_WORDS or bool(LEANING_WORDS.search(question))


def widened(question: str, turns: list[Turn]) -> str:
    """Return the words to search with when no model can rewrite a follow-up question.

    The former question lends its words to one that leans on it.
    """
    if not turns or not leans_on_history(question):
        return question
    return f"{question} {turns[-1].question}"

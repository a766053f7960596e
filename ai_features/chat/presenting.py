"""Answers and conversations as JSON."""

from __future__ import annotations

from ai_features.chat.models import Conversation
from ai_features.runs.models import Run
from ai_features.runs.presenting import actor_of, error_of, usage_of
from core.json import Json


def present_answer(run: Run) -> Json:
    """Return the answer of a chat run, in the shape of ``ChatOut``."""
    return {
        "run_id": str(run.pk),
        "conversation_id": str(run.conversation_id),
        "answer": run.output.get("answer", ""),
        "citations": run.citations,
        "refused": run.refused,
        "cut_off": bool(run.output.get("cut_off")),
        "unverified": bool(run.output.get("unverified")),
        "unanswered": run.output.get("unanswered", []),
        "closest": run.output.get("closest", []),
        "mode": run.mode or None,
        "model": run.model or None,
        "usage": usage_of(run),
    }


def keep_partial(run: Run, text: str) -> Json:
    """Return the output of a chat run that was stopped after ``text``."""
    return {"answer": text, "partial": True}


def present_conversation(conversation: Conversation) -> Json:
    """Return a conversation without its messages."""
    return {
        "id": conversation.pk,
        "title": conversation.title,
        "actor": actor_of(conversation),
        "created_at": conversation.created_at,
        "updated_at": conversation.updated_at,
    }


def present_messages(runs: list[Run]) -> list[Json]:
    """Return the messages of a conversation's turns, oldest first."""
    messages: list[Json] = []
    for run in runs:
        asked = {"role": "user", "content": run.input["message"], "run_id": str(run.pk)}
        answered = {
            "role": "assistant",
            "content": run.output.get("answer", ""),
            "run_id": str(run.pk),
            "status": run.status,
            "citations": run.citations,
            "refused": run.refused,
            "cut_off": bool(run.output.get("cut_off")),
            "unverified": bool(run.output.get("unverified")),
            "unanswered": run.output.get("unanswered", []),
            "error": error_of(run),
        }
        messages += [
            asked | {"created_at": run.created_at},
            answered | {"created_at": run.finished_at or run.created_at},
        ]
    return messages

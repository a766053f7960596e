"""Ask, ask again, and delete conversations."""

from __future__ import annotations

from typing import Any, Final, Literal
from uuid import UUID

from django.utils import timezone

from ai_features.chat.models import Conversation
from ai_features.chat.queries import get_conversation, turn_rows, turns_of
from ai_features.runs import engine
from ai_features.runs.models import OPEN, Run
from ai_features.runs.services import cancel_run, create_run
from core.access import Actor
from core.errors import Conflict, Invalid, NotFound
from core.names import is_seen
from core.tenancy.scope import in_workspace
from projects.models import Project
from projects.queries import get_demo

LONGEST_MESSAGE: Final = 8_000
LONGEST_TITLE: Final = 80
KIND: Final = "chat"
Where = Literal["here", "worker"]


def ask(
    *,
    project: Project,
    actor: Actor,
    message: str,
    conversation_id: UUID | None = None,
    where: Where = "here",
) -> Run:
    """Start and return the run that answers ``message``; without a conversation, open one.

    Raises :class:`core.errors.Invalid` for an empty or overlong message, ``NotFound`` for a
    conversation of another project.
    """
    text = _checked(message)
    with in_workspace(project.workspace_id):
        conversation = (
            get_conversation(project=project, conversation_id=conversation_id)
            if conversation_id
            else _open(project=project, actor=actor, title=text)
        )
        return _begin(project, conversation, actor, {"message": text}, where)


def regenerate(*, project: Project, actor: Actor, conversation_id: UUID) -> Run:
    """Answer the conversation's last question again, replacing its former answer.

    Raises :class:`core.errors.Conflict` while that is still being written, ``NotFound`` if there is
    no question.
    """
    with in_workspace(project.workspace_id):
        conversation = get_conversation(project=project, conversation_id=conversation_id)
        _hold(conversation)
        rows = turn_rows(conversation)[-1:]
        if not rows:
            raise NotFound("There is no question in this conversation to answer again.")
        if rows[0].status in OPEN:
            raise Conflict("Wait for the answer before asking for another one.")
        (former,) = turns_of(conversation, rows)
        asked = {"message": former.input["message"], "replaces": str(former.pk)}
        return _begin(project, conversation, actor, asked, "here")


def delete_conversation(*, conversation: Conversation) -> None:
    """Delete a conversation and its runs; a run still in progress is cancelled."""
    _hold(conversation)  # a question asked at this moment is either in it already or refused
    runs = Run.objects.for_workspace(conversation.workspace_id).filter(
        conversation_id=conversation.pk
    )
    for run in runs.filter(status__in=OPEN):
        cancel_run(run)
    runs.delete()
    conversation.delete()


def _hold(conversation: Conversation) -> None:
    """Lock the conversation until the transaction ends."""
    rows = Conversation.objects.for_workspace(conversation.workspace_id)
    rows.select_for_update(no_key=True).filter(pk=conversation.pk).first()


def _begin(
    project: Project, conversation: Conversation, actor: Actor, asked: dict[str, Any], where: Where
) -> Run:
    rows = Conversation.objects.for_workspace(project.workspace_id).filter(pk=conversation.pk)
    if not rows.update(updated_at=timezone.now()):
        raise NotFound("This conversation has since been deleted. Start a new one.")
    run = create_run(
        project=project,
        demo=get_demo(project=project, kind=KIND),
        actor=actor,
        input=asked,
        conversation_id=conversation.pk,
    )
    engine.start(run, where=where)
    return run


def too_long(message: str) -> str:
    """Return what is told to somebody whose question exceeds ``LONGEST_MESSAGE``."""
    most, given = f"{LONGEST_MESSAGE:,}", f"{len(message):,}"
    return f"A question has at most {most} characters; yours has {given}. Shorten it and ask again."


def _open(*, project: Project, actor: Actor, title: str) -> Conversation:
    conversation = Conversation(
        workspace_id=project.workspace_id,
        project=project,
        title=" ".join(title.split())[:LONGEST_TITLE],
        **actor.columns,
    )
    conversation.save(force_insert=True)
    return conversation


def _checked(message: str) -> str:
    text = message.strip()
    if not is_seen(text):
        raise Invalid.of("message", "Write a question first.")
    if len(text) > LONGEST_MESSAGE:
        raise Invalid.of("message", too_long(text))
    return text

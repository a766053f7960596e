"""REST: chat with a project's documents, and its conversations."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import StreamingHttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from ai_features.chat import services
from ai_features.chat.presenting import (
    present_answer,
    present_conversation,
    present_messages,
)
from ai_features.chat.queries import (
    conversations_of,
    get_conversation,
    get_turn,
    turn_rows,
    turns_of,
)
from ai_features.runs.access_checks import key_still_allowed
from ai_features.runs.api.schemas import ActorOut, ErrorOut, RunWithoutTraceOut, UsageOut
from ai_features.runs.failures import raise_failure
from ai_features.runs.models import Run
from ai_features.runs.presenting import describe
from ai_features.runs.sse import EVENT_STREAM, stream
from ai_features.runs.waiting import LONGEST_SECONDS, wait_for
from core.errors import Invalid
from core.rest.idempotency import RUN_HEADER
from core.rest.pagination import Cursor, Limit, paginate
from core.rest.schemas import In, Page
from core.rest.scopes import require_end
from core.rights import Right
from core.tenancy.scope import in_workspace
from projects.rest import ProjectRequest, requires_project

router = Router(tags=["chat"])
PROJECT = "/workspaces/{workspace}/projects/{project}"


class ChatIn(In):
    """A question, in a conversation or to start one."""

    message: str = Field(min_length=1, max_length=services.LONGEST_MESSAGE)
    conversation_id: UUID | None = None
    stream: bool = False
    background: bool = False


class CitationOut(Schema):
    """What a mark in the answer rests on: ``start`` to ``end`` in the text of a page.

    ``section`` names the headings it stands under, the highest first; ``table_header`` is the
    header row of the table that ``quote`` is a row of, or empty.
    """

    marker: int
    chunk_id: UUID
    document_id: UUID
    title: str
    page: int
    page_label: str
    section: str = ""
    start: int
    end: int
    quote: str
    table_header: str = ""


class ChatOut(Schema):
    """A cited answer, or a refusal and what came ``closest`` to one, at most one place a page.

    ``refused`` says that no passage clearly answers the question; ``closest`` may still do so.
    The quotes of ``closest`` are sentences where the answer would have been quoted, and passages
    where it would have been written.

    ``mode`` says whether it was quoted (extractive) or written (generative). ``cut_off`` says that
    the model broke off, ``unverified`` that no passage it named supports what it wrote: such an
    answer has no citations. ``unanswered`` are the questions of the message that no passage
    clearly answers, where others are answered; the answer names each in a block quote.
    """

    run_id: UUID
    conversation_id: UUID
    answer: str
    citations: list[CitationOut]
    refused: bool
    cut_off: bool
    unverified: bool
    unanswered: list[str] = []
    closest: list[CitationOut]
    mode: str | None
    model: str | None
    usage: UsageOut


class ConversationOut(Schema):
    """A conversation without its messages."""

    id: UUID
    title: str
    actor: ActorOut
    created_at: datetime
    updated_at: datetime


class MessageOut(Schema):
    """A message of the ``user`` or the ``assistant``; ``status`` and the rest is for answers."""

    role: str
    content: str
    run_id: UUID
    created_at: datetime
    status: str | None = None
    citations: list[CitationOut] | None = None
    refused: bool | None = None
    cut_off: bool | None = None
    unverified: bool | None = None
    unanswered: list[str] | None = None
    error: ErrorOut | None = None


class ConversationWithMessages(ConversationOut):
    """A conversation with everything said in it, oldest first."""

    messages: list[MessageOut]


@router.post(
    PROJECT + "/chat",
    response={200: ChatOut, 202: RunWithoutTraceOut},
    operation_id="chat",
    openapi_extra={"responses": {200: {"content": EVENT_STREAM}}},
)
@requires_project(Right.DEMO_RUN, scope_open=False)
def chat(
    request: ProjectRequest, workspace: str, project: str, body: ChatIn
) -> Status[Any] | StreamingHttpResponse:
    """Answer a question from the documents, with citations.

    With `stream` the answer comes as server-sent events; with `background` you get a run (202)
    that a worker executes. You also get a run if the answer takes longer than a minute.
    """
    if body.stream and body.background:
        raise Invalid.of("background", "Choose either stream or background.")
    run = _repeated(request) or services.ask(
        project=request.project,
        actor=request.actor,
        message=body.message,
        conversation_id=body.conversation_id,
        where="worker" if body.background else "here",
    )
    if body.stream:
        answer = stream(run, still_allowed=key_still_allowed(request, Right.DEMO_RUN))
        answer[RUN_HEADER] = str(run.pk)
        return answer
    if body.background:
        return Status(202, describe(run))
    return _answered(wait_for(run, seconds=LONGEST_SECONDS))


@router.get(
    PROJECT + "/conversations",
    response=Page[ConversationOut],
    operation_id="list_conversations",
)
@requires_project(Right.RUN_READ)
def list_conversations(
    request: ProjectRequest, workspace: str, project: str, limit: Limit, cursor: Cursor
) -> dict[str, Any]:
    """Return the project's conversations, newest first."""
    page = paginate(
        conversations_of(request.project), of=request.project, limit=limit, cursor=cursor
    )
    return page | {"items": [present_conversation(row) for row in page["items"]]}


@router.get(
    PROJECT + "/conversations/{id:conversation_id}",
    response=ConversationWithMessages,
    operation_id="get_conversation",
)
@requires_project(Right.RUN_READ)
def read_conversation(
    request: ProjectRequest, workspace: str, project: str, conversation_id: UUID
) -> dict[str, Any]:
    """Return a conversation with its messages."""
    conversation = get_conversation(project=request.project, conversation_id=conversation_id)
    turns = turns_of(conversation, turn_rows(conversation))
    return present_conversation(conversation) | {"messages": present_messages(turns)}


@router.delete(
    PROJECT + "/conversations/{id:conversation_id}",
    response={204: None},
    operation_id="delete_conversation",
)
@requires_project(Right.DEMO_RUN)
def delete_conversation(
    request: ProjectRequest, workspace: str, project: str, conversation_id: UUID
) -> Status[None]:
    """Delete a conversation with its runs; one started by others needs the scope `write`."""
    conversation = get_conversation(project=request.project, conversation_id=conversation_id)
    require_end(access=request.access, key=request.credential, begun=conversation)
    services.delete_conversation(conversation=conversation)
    return Status(204, None)


def _repeated(request: ProjectRequest) -> Run | None:
    """Return the run of a streamed call that is made again with its ``Idempotency-Key``."""
    run_id = getattr(request, "repeats", None)
    if run_id is None:
        return None
    with in_workspace(request.workspace.pk):
        return get_turn(project=request.project, run_id=UUID(run_id))


def _answered(run: Run) -> Status[Any]:
    if not run.is_final:
        return Status(202, describe(run))
    raise_failure(run)
    return Status(200, present_answer(run))

"""The chat demo's page, and the pieces of it that change."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ai_features.chat import services
from ai_features.chat.forms import AskForm, FeedbackForm
from ai_features.chat.models import Conversation
from ai_features.chat.queries import (
    conversations_of,
    get_conversation,
    get_turn,
    turn_rows,
    turns_of,
)
from ai_features.chat.settings import chat_settings
from ai_features.chat.showing import ShownTurn, shown_turns
from ai_features.gateway import chat_model
from ai_features.gateway.remedies import provider_url
from ai_features.runs.models import Run
from ai_features.runs.services import add_feedback, cancel_run
from core.errors import Invalid, NotFound
from core.rights import Right
from core.tenancy.ids import id_in
from projects.pages import ProjectPageRequest, project_page
from projects.queries import get_demo, has_ready_document

EARLIER: Final = 30
# How many turns of a conversation are shown until the whole of it is asked for.
LATEST: Final = 40


@require_safe
@project_page(Right.DEMO_RUN)
def page(request: ProjectPageRequest) -> HttpResponse:
    """Show a conversation, or the start of a new one."""
    return _page(request, conversation_id=id_in(request.GET.get("conversation", "")))


@require_POST
@project_page(Right.DEMO_RUN)
def ask(request: ProjectPageRequest) -> HttpResponse:
    """Start an answer; htmx gets the new turn, a plain form is redirected to the conversation."""
    form = AskForm(request.POST)
    if not form.is_valid():
        if request.htmx:
            raise Invalid(_first_error(form))
        conversation_id = id_in(request.POST.get("conversation", ""))
        return _page(request, conversation_id=conversation_id, form=form)
    run = services.ask(
        project=request.project,
        actor=request.actor,
        message=form.cleaned_data["message"],
        conversation_id=form.cleaned_data["conversation"],
    )
    return _begun(request, run)


@require_POST
@project_page(Right.DEMO_RUN)
def regenerate(request: ProjectPageRequest, conversation_id: UUID) -> HttpResponse:
    """Answer the last question again."""
    run = services.regenerate(
        project=request.project, actor=request.actor, conversation_id=conversation_id
    )
    return _begun(request, run)


@require_safe
@project_page(Right.DEMO_RUN)
def turn(request: ProjectPageRequest, run_id: UUID) -> HttpResponse:
    """Show one turn as it now stands."""
    return _turn(request, get_turn(project=request.project, run_id=run_id))


@require_POST
@project_page(Right.DEMO_RUN)
def stop(request: ProjectPageRequest, run_id: UUID) -> HttpResponse:
    """Stop an answer; what was written so far is kept."""
    run = get_turn(project=request.project, run_id=run_id)
    request.access.require_end(run)
    cancel_run(run)
    run.refresh_from_db()
    return _turn(request, run) if request.htmx else _to_conversation(request, run)


@require_POST
@project_page(Right.FEEDBACK_WRITE)
def rate(request: ProjectPageRequest, run_id: UUID) -> HttpResponse:
    """Store what somebody thinks of an answer."""
    run = get_turn(project=request.project, run_id=run_id)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        raise Invalid("Say whether the answer is good, and why, in at most 4,000 characters.")
    add_feedback(run=run, actor=request.actor, **form.cleaned_data)
    return _turn(request, run) if request.htmx else _to_conversation(request, run)


@require_POST
@project_page(Right.DEMO_RUN)
def delete(request: ProjectPageRequest, conversation_id: UUID) -> HttpResponse:
    """Remove a conversation."""
    conversation = get_conversation(project=request.project, conversation_id=conversation_id)
    request.access.require_end(conversation)
    services.delete_conversation(conversation=conversation)
    return redirect("chat:page", request.workspace.slug, request.project.slug)


def _page(
    request: ProjectPageRequest, *, conversation_id: UUID | None, form: AskForm | None = None
) -> HttpResponse:
    project = request.project
    demo = get_demo(project=project, kind=services.KIND)
    conversation = (
        get_conversation(project=project, conversation_id=conversation_id)
        if conversation_id
        else None
    )
    rows = turn_rows(conversation) if conversation else []
    hidden = 0 if "whole" in request.GET else max(0, len(rows) - LATEST)
    turns = turns_of(conversation, rows[hidden:]) if conversation else []
    context = _reader(request, conversation) | {
        "demo": demo,
        "settings": chat_settings(demo),
        "conversation": conversation,
        "turns": _shown(request, turns, latest=rows[-1].id if rows else None),
        "hidden": hidden,
        "earlier": list(conversations_of(project)[:EARLIER]),
        "ready": has_ready_document(project),
        "form": form or AskForm(),
        "generative": chat_model(request.workspace.pk) is not None,
        "provider_url": provider_url(request.access),
    }
    return render(request, "chat/page.html", context, status=422 if form else 200)


def _begun(request: ProjectPageRequest, run: Run) -> HttpResponse:
    if not request.htmx:
        return _to_conversation(request, run)
    response = _turn(request, run, begun=True)
    address = _address(request, run)
    # A follow-up stays at its conversation's address, so it is no step of its own for Back.
    if request.htmx.current_url_abs_path != address:
        response["HX-Push-Url"] = address
    return response


def _turn(request: ProjectPageRequest, run: Run, *, begun: bool = False) -> HttpResponse:
    """Render one turn; with ``begun``, also the controls of its conversation."""
    conversation = get_conversation(
        project=request.project, conversation_id=run.conversation_id or run.pk
    )
    rows = turn_rows(conversation)
    if run.pk not in [row.id for row in rows]:
        raise NotFound("Another answer has taken this one's place. Reload the page.")
    (shown,) = _shown(request, [run], latest=rows[-1].id)
    context = _reader(request, conversation) | {
        "turn": shown,
        "begun": begun,
        "conversation": conversation,
    }
    if begun:
        context["earlier"] = list(conversations_of(request.project)[:EARLIER])
    return render(request, "chat/turn.html", context)


def _reader(request: ProjectPageRequest, conversation: Conversation | None) -> dict[str, Any]:
    """Return what the reader may do, under the templates' names for it."""
    allows = request.access.allows
    return {
        "may_rate": allows(Right.FEEDBACK_WRITE),
        "may_trace": allows(Right.RUN_READ),
        "may_upload": allows(Right.DOCUMENT_WRITE),
        "may_set_up": allows(Right.PROJECT_WRITE),
        "may_delete": conversation is not None and request.access.may_end(conversation),
    }


def _first_error(form: AskForm) -> str:
    errors = form.errors.get("message")
    return str(errors[0]) if errors else "That conversation was not found. Start a new one."


def _shown(request: ProjectPageRequest, runs: list[Run], *, latest: UUID | None) -> list[ShownTurn]:
    return shown_turns(
        runs,
        latest=latest,
        access=request.access,
        workspace=request.workspace.slug,
        project=request.project.slug,
    )


def _to_conversation(request: ProjectPageRequest, run: Run) -> HttpResponse:
    return redirect(_address(request, run))


def _address(request: ProjectPageRequest, run: Run) -> str:
    path = reverse("chat:page", args=[request.workspace.slug, request.project.slug])
    return f"{path}?conversation={run.conversation_id}"

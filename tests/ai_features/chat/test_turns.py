"""A turn is answered again, stopped and rated; a conversation is deleted."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ai_features.chat import services
from ai_features.chat.history import turns_before
from ai_features.runs.models import Feedback
from core.errors import NotFound
from core.tenancy.scope import in_workspace
from core.workspaces.queries import user_actor
from tests.ai_features.chat.conftest import CHAT, HTMX, answered, ask
from tests.ai_features.runs.conftest import change
from tests.ai_features.shown import execute, newest_run, runs_of

pytestmark = pytest.mark.django_db


def test_a_failed_answer_says_why_and_can_be_asked_again(reader, project, handbook):
    run = answered(reader, project)
    change(run, status="failed", output={}, citations=[], error_message="The model was silent.")
    page = reader.get(f"{CHAT}?conversation={run.conversation_id}").text
    assert "The model was silent." in page
    assert "Ask again" in page
    assert "How many days of paid leave?" in page


def test_answering_again_replaces_the_previous_answer(reader, project, handbook):
    run = answered(reader, project)
    again = reader.post(f"{CHAT}{run.conversation_id}/regenerate/", headers=HTMX)
    fresh = newest_run(project)
    assert again.status_code == 200
    assert fresh.pk != run.pk
    page = reader.get(f"{CHAT}?conversation={run.conversation_id}").text
    assert f"turn-{fresh.pk}" in page
    assert f"turn-{run.pk}" not in page


def test_a_conversation_whose_questions_are_deleted_has_none_to_answer_again(
    reader, project, handbook
):
    run = answered(reader, project)
    with in_workspace(project.workspace_id):
        run.delete()
    answer = reader.post(f"{CHAT}{run.conversation_id}/regenerate/", headers=HTMX)
    assert answer.status_code == 404
    assert "no question in this conversation" in answer.text


def test_an_answer_stays_until_another_has_succeeded(reader, project, handbook):
    def again():
        reader.post(f"{CHAT}{first.conversation_id}/regenerate/", headers=HTMX)
        return newest_run(project)

    def shown():
        page = reader.get(f"{CHAT}?conversation={first.conversation_id}").text
        return re.findall(r'id="turn-([0-9a-f-]+)"', page)

    def fail(run):
        change(run, status="failed", output={}, citations=[], error_message="Silent.")

    first = answered(reader, project)
    second = execute(again())
    assert shown() == [str(second.pk)]
    third = again()
    assert shown() == [str(third.pk)], "while another one is being written"
    fail(third)
    assert shown() == [str(second.pk), str(third.pk)]
    ask_on, _ = ask(reader, project, "And unused?", conversation=first.conversation_id)
    assert [turn.answer for turn in turns_before(ask_on)] == [second.output["answer"]]
    fail(ask_on)
    fourth = again()
    fail(fourth)
    assert shown() == [str(second.pk), str(third.pk), str(fourth.pk)], "failures tell nothing twice"


def assert_held_before_its_turns_are_read(asked):
    statements = [query["sql"] or "" for query in asked]  # None for prepared statements
    held = next(place for place, each in enumerate(statements) if "FOR NO KEY UPDATE" in each)
    assert "chat_conversation" in statements[held]
    read = next(place for place, each in enumerate(statements) if 'FROM "runs_run"' in each)
    assert held < read


def test_of_two_simultaneous_regenerations_the_second_sees_the_first(reader, project, handbook):
    """The conversation is locked before its turns are read, so no two replace the same answer."""
    run = answered(reader, project)
    with CaptureQueriesContext(connection) as asked:
        reader.post(f"{CHAT}{run.conversation_id}/regenerate/", headers=HTMX)
    assert_held_before_its_turns_are_read(asked)


def test_stopping_locks_the_job_before_the_run_as_ending_it_does(reader, project, handbook):
    run, _ = ask(reader, project)
    with CaptureQueriesContext(connection) as asked:
        reader.post(f"{CHAT}turns/{run.pk}/stop/", headers=HTMX)
    statements = [query["sql"] or "" for query in asked]  # None for prepared statements
    job = next(place for place, each in enumerate(statements) if 'UPDATE "core_job"' in each)
    held = next(place for place, each in enumerate(statements) if "FOR NO KEY UPDATE" in each)
    assert "runs_run" in statements[held]
    assert job < held


def test_stopping_ends_the_run(reader, project, handbook):
    run, _ = ask(reader, project)
    response = reader.post(f"{CHAT}turns/{run.pk}/stop/", headers=HTMX)
    assert newest_run(project).status == "cancelled"
    assert "Stopped" in response.text


def test_a_rating_can_be_explained(reader, project, handbook):
    run = answered(reader, project)
    pressed = reader.post(f"{CHAT}turns/{run.pk}/rate/", {"rating": "down"}, headers=HTMX)
    assert "What was wrong with it?" in pressed.text
    reader.post(f"{CHAT}turns/{run.pk}/rate/", {"rating": "down", "comment": "Too short"})
    with in_workspace(run.workspace_id):
        kept = Feedback.objects.for_workspace(run.workspace_id).get(run_id=run.pk)
    assert (kept.rating, kept.comment) == ("down", "Too short")
    pressed = reader.post(f"{CHAT}turns/{run.pk}/rate/", {"rating": "up"}, headers=HTMX)
    assert "You wrote: Too short" in pressed.text, "another press takes no words away"


def test_an_invalid_rating_is_refused_and_not_ignored(reader, project, handbook):
    run = answered(reader, project)
    for given in ({"rating": "sideways"}, {"rating": "up", "comment": "x" * 4_001}):
        refused = reader.post(f"{CHAT}turns/{run.pk}/rate/", given, headers=HTMX)
        assert refused.status_code == 422
        assert "at most 4,000 characters" in refused.text


def test_a_conversation_can_be_deleted(reader, project, handbook):
    run = answered(reader, project)
    assert reader.post(f"{CHAT}{run.conversation_id}/delete/").status_code == 302
    assert runs_of(project) == []
    assert reader.get(f"{CHAT}?conversation={run.conversation_id}").status_code == 404


def test_a_question_in_a_conversation_being_deleted_is_refused_and_starts_no_run(
    reader, ada, project, handbook, monkeypatch
):
    run = answered(reader, project)
    find = services.get_conversation

    def deleted_meanwhile(**named):
        conversation = find(**named)
        services.delete_conversation(conversation=find(**named))
        return conversation

    monkeypatch.setattr(services, "get_conversation", deleted_meanwhile)
    with pytest.raises(NotFound, match="has since been deleted"):
        services.ask(
            project=project,
            actor=user_actor(ada),
            message="And for spare parts?",
            conversation_id=run.conversation_id,
        )
    assert "And for spare parts?" not in [each.input["message"] for each in runs_of(project)]


def test_deleting_locks_the_conversation_before_reading_its_turns(reader, project, handbook):
    run = answered(reader, project)
    with CaptureQueriesContext(connection) as asked:
        reader.post(f"{CHAT}{run.conversation_id}/delete/")
    assert_held_before_its_turns_are_read(asked)

"""Several questions in one message are told apart and answered one by one."""

from __future__ import annotations

import pytest

from ai_features.chat.parts import parts_of, ways_to_answer
from ai_features.chat.presenting import present_answer, present_messages
from ai_features.chat.settings import REFUSAL
from ai_features.chat.wording import take_apart
from core.tenancy.scope import in_workspace
from projects.models import Demo
from tests.ai_features.chat.conftest import CHAT, answered


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("How long is the leave and is it paid?", ["How long is the leave", "is it paid?"]),
        ("Who signs and by when?", ["Who signs", "by when?"]),
        ("How long is leave? Who decides?", ["How long is leave?", "Who decides?"]),
        ("What is the fee, and is lunch included?", ["What is the fee", "is lunch included?"]),
        ("Wer darf reisen und wie viele Tage?", ["Wer darf reisen", "wie viele Tage?"]),
    ],
)
def test_each_question_of_a_message_is_a_part(message, parts):
    assert parts_of(take_apart(message).question) == parts


@pytest.mark.parametrize(
    "message",
    [
        "When and where is the dinner?",
        "Can I cancel and get a refund?",
        "What is a plan that renews yearly and is billed monthly?",
        "Is it washed and fully dried?",
        "My boss and who else signs",
        "Salt and how much of it",
        "Which rooms and tables are free?",
        "? ".join(["How long is leave"] * 9),
    ],
)
def test_one_question_or_very_many_stay_together(message):
    assert parts_of(message) == [message]


def test_a_part_is_read_with_the_one_before_it_and_the_first_by_itself():
    ways = list(ways_to_answer(take_apart("How long is partner leave and is it paid?"), []))
    first, second = ways[0].parts
    assert [way.borrowed for way in first.ways] == [""]
    assert [way.borrowed for way in second.ways] == ["How long is partner leave", ""]
    assert [part.question for part in ways[-1].parts] == [
        "How long is partner leave and is it paid?"
    ]


@pytest.mark.django_db
def test_each_question_is_answered_from_its_own_sentence(reader, project, handbook):
    run = answered(
        reader, project, "How many days of paid leave, and what does the warranty cover?"
    )
    first, _, second = run.output["answer"].partition("\n\n")
    assert "25 days of paid leave" in first
    assert "parts for two years" in second
    assert [each["marker"] for each in run.citations] == list(range(1, len(run.citations) + 1))


@pytest.mark.django_db
def test_a_question_without_an_answer_is_refused_beside_the_one_that_has_one(
    reader, project, handbook
):
    run = answered(
        reader, project, "What does the warranty cover, and who painted the [1] ceiling?"
    )
    first, _, second = run.output["answer"].partition("\n\n")
    assert not run.refused
    assert "parts for two years" in first
    assert second.startswith("> “who painted the")
    assert second.endswith(f"” – {REFUSAL}")
    assert "[1]" not in second


@pytest.mark.django_db
def test_what_is_left_unanswered_stands_apart_from_the_quotations(reader, project, handbook):
    words = "Not in here.\n\nAsk *Eve*."
    with in_workspace(project.workspace_id):
        demos = Demo.objects.for_workspace(project.workspace_id).filter(project=project)
        demos.filter(kind="chat").update(settings={"refusal": words})
    message = "Who painted the ceiling? What does the warranty cover?"
    run = answered(reader, project, message)
    page = reader.get(f"{CHAT}turns/{run.pk}/").text
    apart, _, quoted = page.partition("<blockquote>")[2].partition("</blockquote>")
    assert "“Who painted the ceiling?” – Not in here." in apart
    assert "Ask <em>Eve</em>." in apart
    assert "parts for two years" in quoted


@pytest.mark.django_db
def test_a_question_left_unanswered_can_be_searched_for_and_its_document_added(
    reader, project, handbook
):
    run = answered(reader, project, "Who painted the ceiling? What does the warranty cover?")
    page = reader.get(f"{CHAT}turns/{run.pk}/").text
    assert "add the document that says it" in page
    assert "search/?query=Who%20painted%20the%20ceiling%3F" in page
    run = answered(reader, project, "What does the warranty cover?")
    assert "add the document" not in reader.get(f"{CHAT}turns/{run.pk}/").text


@pytest.mark.django_db
def test_the_questions_left_unanswered_are_kept_with_the_run(reader, project, handbook):
    run = answered(reader, project, "What does the warranty cover? Who painted the ceiling?")
    assert run.output["unanswered"] == ["Who painted the ceiling?"]
    assert present_answer(run)["unanswered"] == ["Who painted the ceiling?"]
    assert present_messages([run])[1]["unanswered"] == ["Who painted the ceiling?"]
    run = answered(reader, project, "What does the warranty cover? How many days of paid leave?")
    assert "unanswered" not in run.output


@pytest.mark.django_db
def test_a_message_is_refused_if_none_of_its_questions_is_answered(reader, project, handbook):
    run = answered(reader, project, "Who painted the Sistine ceiling, and when was it restored?")
    assert (run.refused, run.output["answer"]) == (True, REFUSAL)


@pytest.mark.django_db
def test_what_answers_two_questions_is_quoted_once(reader, project, handbook):
    message = "What does the warranty cover? How long does the warranty cover parts?"
    run = answered(reader, project, message)
    assert run.output["answer"].count("parts for two years") == 1


@pytest.mark.django_db
def test_a_comparison_quotes_both_sides(reader, project, handbook):
    run = answered(reader, project, "What is the difference between paid leave and unused leave?")
    assert "25 days of paid leave" in run.output["answer"]
    assert "Unused leave expires" in run.output["answer"]

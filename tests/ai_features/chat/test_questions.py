"""How a question is read and answered: alone, as a follow-up, or not at all."""

from __future__ import annotations

import re

import pytest

from ai_features.chat.answering import WHAT_THIS_IS
from ai_features.chat.settings import FORMER_REFUSALS, REFUSAL
from core.tenancy.scope import in_workspace
from tests.ai_features.chat.conftest import CHAT, answered, ask
from tests.ai_features.runs.conftest import change, spans_of
from tests.ai_features.shown import execute

pytestmark = pytest.mark.django_db


def test_a_refusal_is_calm_and_offers_a_next_step(reader, project, handbook):
    run = answered(reader, project, "What is the airspeed of an unladen swallow?")
    page = reader.get(f"{CHAT}turns/{run.pk}/").text
    assert run.refused
    assert re.search(r'href="[^"]+/p/house/#add">add the document that says it', page)
    assert "v-notice--error" not in page


def test_a_refusal_links_to_the_pages_that_came_closest(reader, project, handbook):
    run = answered(reader, project, "How many days of parental leave do apprentices have?")
    page = reader.get(f"{CHAT}turns/{run.pk}/").text
    assert run.refused
    assert "The closest passage says:" in page
    assert "do not answer" not in page
    assert run.output["answer"].startswith("No passage clearly answers this.")
    assert f"/documents/{handbook.pk}/?page=1" in page


def test_a_refusal_quotes_the_sentence_that_came_closest(reader, project, handbook):
    run = answered(reader, project, "How many days of parental leave do apprentices have?")
    (nearest, *_) = run.output["closest"]
    page = reader.get(f"{CHAT}turns/{run.pk}/").text
    assert run.refused
    assert nearest["quote"] == "Everybody has 25 days of paid leave a year."
    assert nearest["quote"] in page


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("Summarise the incident in Rome", True),
        ("Can you give me a summary of the opera?", True),
        ("Fasse bitte die Oper zusammen", True),
        ("What is the airspeed of an unladen swallow?", False),
    ],
)
def test_a_refused_request_for_a_summary_leads_to_the_summary_demo(
    reader, project, handbook, message, said
):
    run = answered(reader, project, message)
    page = reader.get(f"{CHAT}turns/{run.pk}/").text
    assert run.refused
    assert ('href="/w/acme/p/house/summary/"' in page) is said


def test_a_refusal_names_no_place_twice(reader, project, handbook):
    run = answered(reader, project, "How many days of parental leave do apprentices have?")
    (nearest, *_) = run.output["closest"]
    again = nearest | {"page": 2, "page_label": "Part E – Losses", "section": "Part E – Losses"}
    closest = [again, again | {"page": 3}, again | {"page": 4, "section": "Part F"}]
    change(run, output=run.output | {"closest": closest})
    page = reader.get(f"{CHAT}turns/{run.pk}/").text
    also = page.partition("Also close:")[2].partition("</ul>")[0]
    assert page.count("Part E – Losses") == 1
    assert also.count("<li>") == 1
    assert "Part F" in also


def test_a_mistyped_question_is_answered_as_meant(reader, project, handbook):
    run = answered(reader, project, "What does the warrenty cvoer?")
    assert not run.refused
    assert "parts for two years" in run.output["answer"]


@pytest.mark.parametrize(
    "message",
    [
        "Hello! What does the warranty cover?",
        "Thanks, that was really useful. What does the warranty cover?",
        "Hi, I started here last week and still find my way around. What does the warranty cover?",
        "A customer asked me this morning and I could not tell, what does the warranty cover",
        "Guten Tag! What does the warranty cover?\n\nBest regards,\nAnna",
    ],
)
def test_a_question_is_answered_whatever_is_said_around_it(reader, project, handbook, message):
    run = answered(reader, project, message)
    assert not run.refused
    assert "parts for two years" in run.output["answer"]


def test_a_follow_up_leans_on_the_question_of_a_long_message(reader, project, handbook):
    first = answered(
        reader, project, "Hello again! How long does the warranty cover parts? Thanks!"
    )
    run, _ = ask(reader, project, "Does it cover batteries?", conversation=first.conversation_id)
    assert "Batteries are not covered." in execute(run).output["answer"]
    (span,) = (span for span in spans_of(run) if span.name == "quote")
    assert span.data["read"] == "with “How long does the warranty cover parts?”"


def test_a_question_about_another_subject_shows_no_closest_pages(reader, project, handbook):
    run = answered(reader, project, "Who painted the ceiling of the Sistine chapel?")
    assert (run.refused, run.output["closest"]) == (True, [])
    assert "Closest" not in reader.get(f"{CHAT}turns/{run.pk}/").text


def test_courtesy_gets_the_greeting_without_a_search(reader, project, handbook):
    run = answered(reader, project, "Thank you very much!")
    page = reader.get(f"{CHAT}turns/{run.pk}/").text
    assert (run.refused, run.output) == (False, {"answer": "Ask about these documents."})
    assert "Ask about these documents." in page
    assert "add the document that says it" not in page
    assert "The documents don’t say" not in reader.get("/w/acme/p/house/").text


def test_a_question_about_the_chat_is_explained_and_asks_for_no_document(reader, project, handbook):
    run = answered(reader, project, "What can you do?")
    assert (run.refused, run.citations) == (False, [])
    assert run.output["answer"] == f"{WHAT_THIS_IS} Ask about these documents."
    assert "add the document that says it" not in reader.get(f"{CHAT}turns/{run.pk}/").text


@pytest.mark.parametrize("former", FORMER_REFUSALS)
def test_a_demo_saved_with_a_former_default_refusal_uses_the_current_one(
    reader, project, handbook, former
):
    run, _ = ask(reader, project, "Who painted the ceiling of the Sistine chapel?")
    with in_workspace(project.workspace_id):
        demo = run.demo
        demo.settings = {**demo.settings, "refusal": former}
        demo.save()
    assert execute(run).output["answer"] == REFUSAL


def test_a_follow_up_is_not_answered_by_borrowed_words_alone(reader, project, handbook):
    first = answered(reader, project)
    asked = {"conversation": first.conversation_id}
    run, _ = ask(reader, project, "And is there a sauna?", **asked)
    assert not first.refused
    assert execute(run).refused


def test_a_follow_up_is_answered_with_what_it_leans_on(reader, project, handbook):
    first = answered(reader, project, "How long does the warranty cover parts?")
    run, _ = ask(reader, project, "Does it cover batteries?", conversation=first.conversation_id)
    assert "Batteries are not covered." in execute(run).output["answer"]


def test_a_short_question_on_a_new_subject_is_answered(reader, project, handbook):
    first = answered(reader, project)
    run, _ = ask(reader, project, "Who covers batteries?", conversation=first.conversation_id)
    assert "Batteries are not covered." in execute(run).output["answer"]


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("Does it cover batteries?", "with “How long does the warranty cover parts?”"),
        ("Unused leave expires when?", "by itself"),
    ],
)
def test_the_trace_says_how_a_follow_up_was_read(reader, project, handbook, question, read):
    first = answered(reader, project, "How long does the warranty cover parts?")
    run, _ = ask(reader, project, question, conversation=first.conversation_id)
    (span,) = (span for span in spans_of(execute(run)) if span.name == "quote")
    assert (span.data["read"], span.data["answered"]) == (read, True)
    assert read in reader.get(f"/w/acme/runs/{run.pk}/").text


def test_a_question_for_an_unstated_price_is_refused_and_the_trace_names_what_it_asked_for(
    reader, project, handbook
):
    run = answered(reader, project, "What does the warranty for parts cost?")
    assert run.refused
    (span,) = (span for span in spans_of(run) if span.name == "quote")
    assert (span.data["asked for"], span.data["answered"]) == ("an amount of money", False)
    assert "an amount of money" in reader.get(f"/w/acme/runs/{run.pk}/").text

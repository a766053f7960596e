"""The chat's pages: what is asked is answered, kept, judged, forgotten; strangers see nothing."""

from __future__ import annotations

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ai_features.chat import services, views
from ai_features.chat.answering import WHAT_THIS_IS
from ai_features.chat.history import turns_before
from ai_features.chat.settings import FORMER_REFUSAL, REFUSAL
from ai_features.runs.models import Feedback, Run
from core.errors import NotFound
from core.tenancy.scope import in_workspace
from core.workspaces.queries import user_actor
from projects.documents.services import add_text
from tests.ai_features.runs.conftest import spans_of
from tests.ai_features.shown import do_jobs, execute, newest_run, runs_of

pytestmark = pytest.mark.django_db
CHAT = "/w/acme/p/house/chat/"
HTMX = {"HX-Request": "true"}
XSS = '<img src=x onerror="alert(1)"> How many days of leave?'


@pytest.fixture
def reader(client, ada):
    client.force_login(ada)
    return client


def ask(reader, project, message="How many days of paid leave?", **fields):
    response = reader.post(f"{CHAT}ask/", {"message": message, **fields}, headers=HTMX)
    assert response.status_code == 200, response.content
    return newest_run(project), response


def answered(reader, project, message="How many days of paid leave?"):
    run, _ = ask(reader, project, message)
    return execute(run)


def change(run, **fields):
    with in_workspace(run.workspace_id):
        Run.objects.for_workspace(run.workspace_id).filter(pk=run.pk).update(**fields)


def test_without_documents_it_says_how_to_add_one(reader, project):
    page = reader.get(CHAT).text
    assert "nothing to answer from yet" in page
    assert 'href="/w/acme/p/house/"' in page
    assert "data-composer" not in page


def test_an_empty_chat_greets_and_says_once_that_it_quotes(reader, handbook):
    page = reader.get(CHAT).text
    assert "Ask about these documents." in page
    assert page.count("Quoted from your documents") == 1
    assert "/settings/provider/" in page


def test_a_question_becomes_a_turn_that_is_followed(reader, project, handbook):
    run, response = ask(reader, project)
    assert f'data-events="/w/acme/runs/{run.pk}/events/"' in response.text
    assert response["HX-Push-Url"] == f"{CHAT}?conversation={run.conversation_id}"
    assert 'id="chat-tools"' in response.text


def test_a_question_names_the_tab_after_its_conversation(reader, project, handbook):
    run, begun = ask(reader, project, "Is <b>leave</b> paid?")
    title = "<title>Is &lt;b&gt;leave&lt;/b&gt; paid? · Chat · House</title>"
    whole = reader.get(f"{CHAT}?conversation={run.conversation_id}").text
    for page in (begun.text, whole):
        assert page.count("<title>") == 1
        assert title in page.replace("\n", "")
    assert "<title>" not in reader.get(f"{CHAT}turns/{run.pk}/", headers=HTMX).text


def test_without_a_script_a_question_leads_to_its_conversation(reader, project, handbook):
    response = reader.post(f"{CHAT}ask/", {"message": "How many days of leave?"})
    run = newest_run(project)
    assert response["Location"] == f"{CHAT}?conversation={run.conversation_id}"
    assert "Looking through the documents" in reader.get(response["Location"]).text


def test_an_answer_shows_its_numerals_and_its_labels(reader, project, handbook):
    run = answered(reader, project)
    page = reader.get(f"{CHAT}turns/{run.pk}/").text
    assert run.status == "done"
    assert 'class="v-cite"' in page
    assert f"/documents/{handbook.pk}/?page=1" in page
    assert "25 days" in page
    assert "data-events" not in page


def test_a_long_conversation_opens_with_its_latest_turns_and_shows_all_on_request(
    reader, project, handbook, monkeypatch
):
    monkeypatch.setattr(views, "LATEST", 2)
    asked = ["How many days of leave?", "What does the warranty cover?", "Is leave paid?"]
    run, _ = ask(reader, project, asked[0])
    for question in asked[1:]:
        execute(run)
        run, _ = ask(reader, project, question, conversation=run.conversation_id)
    address = f"{CHAT}?conversation={run.conversation_id}"
    latest = reader.get(address).text
    shown = latest.partition('id="turns"')[2]
    assert [question in shown for question in asked] == [False, True, True]
    assert "Show 1 earlier question<" in latest
    whole = reader.get(f"{address}&whole=1").text
    assert all(question in whole.partition('id="turns"')[2] for question in asked)
    assert "earlier question" not in whole


def test_a_label_names_the_heading_above_the_answer(reader, project, handbook):
    run = answered(reader, project, "What does the warranty cover?")
    page = reader.get(f"{CHAT}turns/{run.pk}/").text
    assert '<span class="d-label-page">Warranty</span>' in page
    assert ", Warranty" in page.partition('data-from="')[2].partition('"')[0]
    assert ">Leave<" not in page


def test_an_answer_whose_citations_lack_a_section_is_still_shown(reader, project, handbook):
    run = answered(reader, project, "What does the warranty cover?")
    former = [{name: each[name] for name in each if name != "section"} for each in run.citations]
    change(run, citations=former)
    assert '<span class="d-label-page">Leave</span>' in reader.get(f"{CHAT}turns/{run.pk}/").text


@pytest.mark.parametrize("message", ["", "   ", "x" * 8_001])
def test_a_message_that_cannot_be_asked_is_refused_with_a_reason(reader, handbook, message):
    plain = reader.post(f"{CHAT}ask/", {"message": message})
    assert plain.status_code == 422
    assert "question" in plain.text
    htmx = reader.post(f"{CHAT}ask/", {"message": message}, headers=HTMX)
    assert (htmx.status_code, htmx["HX-Retarget"]) == (422, "#messages")


def test_nothing_written_runs_as_markup(reader, project, handbook):
    run = answered(reader, project)
    evil = '<script>alert(1)</script> [x](javascript:alert(1)) ![i](//evil.test/i.png) "quoted" [1]'
    quote = '"><script>alert(2)</script>'
    citation = {**run.citations[0], "quote": quote, "title": quote}
    change(run, input={"message": XSS}, output={"answer": evil}, citations=[citation])
    for address in (f"{CHAT}turns/{run.pk}/", f"{CHAT}?conversation={run.conversation_id}"):
        page = reader.get(address).text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert 'onerror="' not in page
        assert "javascript:" not in page.replace("(javascript:", "")
        assert "&quot;&gt;&lt;script&gt;" in page


def test_a_refusal_is_calm_and_offers_a_next_step(reader, project, handbook):
    run = answered(reader, project, "What is the airspeed of an unladen swallow?")
    page = reader.get(f"{CHAT}turns/{run.pk}/").text
    assert run.refused
    assert "add the document that says it" in page
    assert "v-notice--error" not in page


def test_a_refusal_leads_to_the_pages_that_came_closest(reader, project, handbook):
    run = answered(reader, project, "How many days of parental leave do apprentices have?")
    page = reader.get(f"{CHAT}turns/{run.pk}/").text
    assert run.refused
    assert "Closest pages:" in page
    assert "do not answer" not in page
    assert run.output["answer"].startswith("No passage was found that answers this.")
    assert f"/documents/{handbook.pk}/?page=1" in page


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


def test_a_question_about_something_else_shows_no_page_as_close(reader, project, handbook):
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


def test_a_demo_saved_with_the_former_default_refusal_uses_the_current_one(
    reader, project, handbook
):
    run, _ = ask(reader, project, "Who painted the ceiling of the Sistine chapel?")
    with in_workspace(project.workspace_id):
        demo = run.demo
        demo.settings = {**demo.settings, "refusal": FORMER_REFUSAL}
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


def test_a_price_that_no_document_names_is_refused_and_the_trace_says_what_was_asked_for(
    reader, project, handbook
):
    run = answered(reader, project, "What does the warranty for parts cost?")
    assert run.refused
    (span,) = (span for span in spans_of(run) if span.name == "quote")
    assert (span.data["asked for"], span.data["answered"]) == ("an amount of money", False)
    assert "an amount of money" in reader.get(f"/w/acme/runs/{run.pk}/").text


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


def test_a_thumb_can_be_explained(reader, project, handbook):
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


def test_earlier_conversations_are_listed(reader, project, handbook):
    answered(reader, project, "Who keeps the keys?")
    assert "Who keeps the keys?" in reader.get(CHAT).text


def test_a_viewer_asks_but_does_not_set_up(client, acme_viewer, project, handbook):
    client.force_login(acme_viewer)
    page = client.get(CHAT).text
    assert "data-composer" in page
    assert f"{CHAT}settings/" not in page
    assert "/settings/provider/" not in page
    assert client.get(f"{CHAT}settings/").status_code == 403


def test_settings_are_saved_and_mistakes_named(reader, project):
    good = {"greeting": "Hello", "refusal": "No idea.", "starter_questions": "One?\n\nTwo?"}
    assert reader.post(f"{CHAT}settings/", good).status_code == 302
    assert "No idea." in reader.get(f"{CHAT}settings/").text
    bad = good | {"starter_questions": "\n".join(f"{n}?" for n in range(9))}
    refused = reader.post(f"{CHAT}settings/", bad)
    assert refused.status_code == 422
    assert "There are 9; take out all but 8." in refused.text


def test_strangers_find_nothing(client, reader, grace, globex, project, handbook):
    run = answered(reader, project)
    client.force_login(grace)
    turn, conversation = f"{CHAT}turns/{run.pk}/", f"{CHAT}{run.conversation_id}/"
    for address in (CHAT, turn, f"{CHAT}settings/", f"/w/acme/runs/{run.pk}/events/"):
        assert client.get(address).status_code == 404
    posts = [f"{CHAT}ask/", f"{turn}stop/", f"{turn}rate/", f"{CHAT}settings/"]
    for address in [*posts, f"{conversation}regenerate/", f"{conversation}delete/"]:
        assert client.post(address, {"message": "x", "rating": "up"}).status_code == 404


def test_another_clients_turn_is_not_found_under_ones_own_project(
    client, reader, grace, project, handbook, strangers_project
):
    run = answered(reader, project)
    client.force_login(grace)
    house = "/w/globex/p/house/chat/"
    for address in (f"{house}turns/{run.pk}/", f"{house}?conversation={run.conversation_id}"):
        assert client.get(address).status_code == 404
    posted = client.post(f"{house}ask/", {"message": "x", "conversation": run.conversation_id})
    assert posted.status_code == 404
    assert client.post(f"{house}{uuid.uuid4()}/delete/").status_code == 404


def test_a_row_of_a_long_table_is_quoted_with_its_column_names(
    reader, acme, acme_access, project, handbook
):
    rows = "\n".join(f"| VX-{number} | Cartridge {number} | {number}.50 |" for number in range(90))
    text = f"# Parts\n\n| Article | Description | Price |\n|---|---|---|\n{rows}\n"
    with in_workspace(acme.pk):
        add_text(access=acme_access, project=project, title="Parts", text=text)
    do_jobs()
    run = answered(reader, project, "What does the article VX-88 cost?")
    (kept,) = [each for each in run.citations if "VX-88" in each["quote"]]
    assert kept["table_header"] == "| Article | Description | Price |"
    assert run.output["answer"].startswith("- Article: VX-88 · Description: Cartridge 88")
    page = reader.get(f"{CHAT}turns/{run.pk}/").text
    assert "<li>Article: VX-88 · " in page
    assert 'data-quote="Article: VX-88 · Description: Cartridge 88 · Price: 88.50"' in page
    trace = reader.get(f"/w/acme/runs/{run.pk}/").text
    assert "Article: VX-88 · Description: Cartridge 88 · Price: 88.50" in trace

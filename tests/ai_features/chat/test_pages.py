"""The chat's pages: what they show of a conversation, and to whom."""

from __future__ import annotations

import uuid

import pytest

from ai_features.chat import views
from ai_features.gateway.errors import ProviderOutOfCredit
from core.tenancy.scope import in_workspace
from projects.documents.services import add_text
from tests.ai_features.chat.conftest import CHAT, HTMX, answered, ask
from tests.ai_features.runs.conftest import change
from tests.ai_features.shown import do_jobs, execute, newest_run

pytestmark = pytest.mark.django_db
XSS = '<img src=x onerror="alert(1)"> How many days of leave?'


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


def test_a_question_becomes_a_streamed_turn(reader, project, handbook):
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


def test_without_javascript_a_question_leads_to_its_conversation(reader, project, handbook):
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


@pytest.mark.parametrize("message", ["", "   ", "\u2800", "x" * 8_001])
def test_an_empty_or_overlong_message_is_refused_with_a_reason(reader, handbook, message):
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


def test_earlier_conversations_are_listed(reader, project, handbook):
    answered(reader, project, "Who keeps the keys?")
    assert "Who keeps the keys?" in reader.get(CHAT).text


@pytest.mark.parametrize("path", [CHAT, "/w/acme/p/house/summary/"])
def test_a_viewer_is_not_told_to_connect_a_model(client, acme_viewer, project, handbook, path):
    client.force_login(acme_viewer)
    page = client.get(path).text
    assert "Quoted from your documents." in page
    assert "connect a model" not in page


def test_a_viewer_can_ask_but_not_change_settings(client, acme_viewer, project, handbook):
    client.force_login(acme_viewer)
    page = client.get(CHAT).text
    assert "data-composer" in page
    assert f"{CHAT}settings/" not in page
    assert "/settings/provider/" not in page
    assert client.get(f"{CHAT}settings/").status_code == 403


def test_only_those_who_may_mend_the_provider_are_told_how(
    client, reader, acme_viewer, project, handbook
):
    run = answered(reader, project)
    fields = {"error_code": ProviderOutOfCredit.code, "error_message": ProviderOutOfCredit.title}
    change(run, status="failed", output={}, citations=[], **fields)
    place = f"{CHAT}?conversation={run.conversation_id}"
    owners = reader.get(place).text
    assert "has no credit left. Top it up" in owners
    assert 'href="/w/acme/settings/provider/"' in owners
    assert "Top it up" in reader.get(f"/w/acme/runs/{run.pk}/").text
    client.force_login(acme_viewer)
    viewers = client.get(place).text
    assert "tell the workspace&#x27;s owner" in viewers
    assert "credit" not in viewers
    assert "/settings/provider/" not in viewers


def test_a_question_that_is_too_long_is_counted_and_kept(reader, project, handbook):
    long = "word " * 1_999 + "words"
    told = "A question has at most 8,000 characters; yours has 10,000."
    page = reader.post(f"{CHAT}ask/", {"message": long})
    assert page.status_code == 422
    assert told in page.text
    assert f">{long}</textarea>" in page.text
    assert "maxlength" not in page.text
    assert told in reader.post(f"{CHAT}ask/", {"message": long}, headers=HTMX).text


def test_a_long_question_is_folded_and_a_short_one_is_not(reader, project, handbook):
    _, short = ask(reader, project, "Is leave paid?")
    _, long = ask(reader, project, "Is leave paid? " * 60)
    assert "Show the whole question" not in short.text
    assert "Show the whole question" in long.text


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

"""The summary's pages: requested, followed, tied to sources, kept and downloaded."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest

from ai_features.gateway.errors import ProviderRefusedKey
from core.tenancy.scope import in_workspace
from projects.documents.services import add_text, delete_document, rename_document
from tests.ai_features.runs.conftest import change
from tests.ai_features.shown import HANDBOOK, do_jobs, execute, newest_run, runs_of

pytestmark = pytest.mark.django_db
SUMMARY = "/w/acme/p/house/summary/"
HTMX = {"HX-Request": "true"}
ASKED = {"source": "documents", "length": "short", "format": "bullets"}


def ask(reader, document, **fields):
    return reader.post(f"{SUMMARY}ask/", ASKED | {"documents": [str(document.pk)]} | fields)


@pytest.fixture
def done(reader, project, handbook):
    ask(reader, handbook)
    return execute(newest_run(project))


def test_without_documents_a_text_can_still_be_pasted(reader, project):
    page = reader.get(SUMMARY).text
    assert "nothing to summarise yet" in page
    assert 'name="text"' in page


def test_every_document_is_chosen_by_default(reader, handbook):
    page = reader.get(SUMMARY).text
    assert f'value="{handbook.pk}" checked' in page
    assert "Quoted from your documents" in page
    assert 'name="tone"' not in page


def test_a_model_is_offered_for_written_summaries(client, ada, handbook):
    client.force_login(ada)
    assert "for written summaries." in client.get(SUMMARY).text


def test_asking_leads_to_a_card_that_polls_until_it_is_finished(reader, project, handbook):
    response = ask(reader, handbook)
    run = newest_run(project)
    assert response["Location"] == f"{SUMMARY}?run={run.pk}"
    assert f'hx-get="{SUMMARY}{run.pk}/card/"' in reader.get(response["Location"]).text
    execute(run)
    card = reader.get(f"{SUMMARY}{run.pk}/card/", headers=HTMX).text
    assert 'data-status="done"' in card
    assert "hx-trigger" not in card


def test_a_finished_summary_has_complete_progress(done):
    assert done.progress_done == done.progress_total > 0


def test_without_documents_adding_some_is_the_only_next_step(reader, project):
    assert reader.get(SUMMARY).text.count("v-button--primary") == 1


def test_only_the_card_shows_the_progress_of_the_summary_on_the_page(reader, project, handbook):
    page = reader.get(ask(reader, handbook).url).text
    assert "Summaries so far" in page
    assert 'data-status="queued"' in page
    assert "v-status--queued" not in page
    elsewhere = reader.get(SUMMARY).text
    assert "v-status--queued" in elsewhere


def test_the_list_polls_until_every_other_summary_is_finished(reader, project, handbook):
    ask(reader, handbook)
    watched = f'id="earlier" class="v-section" hx-get="{SUMMARY}" hx-trigger="every 2s"'
    assert watched in reader.get(SUMMARY).text
    assert watched in reader.get(SUMMARY, headers=HTMX).text
    execute(newest_run(project))
    part = reader.get(SUMMARY, headers=HTMX).text
    assert part.lstrip().startswith('<div id="earlier" class="v-section">')
    assert "v-status" not in part


def test_each_sentence_is_tied_to_its_source(reader, done):
    page = reader.get(SUMMARY, {"run": done.pk}).text
    assert page.count('class="d-sentence"') == len(done.citations) > 0
    for citation in done.citations:
        assert f'id="source-{citation["marker"]}"' in page


def test_asking_twice_shows_the_same_summary(reader, project, handbook, done):
    assert ask(reader, handbook)["Location"].endswith(str(done.pk))
    assert len(runs_of(project)) == 1


def test_a_document_uploaded_again_is_summarised_with_its_own_sources(
    reader, project, handbook, done, acme_access
):
    with in_workspace(project.workspace_id):
        delete_document(access=acme_access, document=handbook)
        again = add_text(access=acme_access, project=project, title="Handbook", text=HANDBOOK)
    do_jobs()
    assert again.sha256 == handbook.sha256
    ask(reader, again)
    run = execute(newest_run(project))
    assert run.pk != done.pk
    assert {each["document_id"] for each in run.citations} == {str(again.pk)}


def test_a_document_renamed_meanwhile_is_summarised_under_its_new_title(
    reader, project, handbook, done, acme_access
):
    with in_workspace(project.workspace_id):
        rename_document(access=acme_access, document=handbook, title="Staff rules")
    ask(reader, handbook)
    run = execute(newest_run(project))
    assert run.pk != done.pk
    assert {each["title"] for each in run.citations} == {"Staff rules"}
    [former] = [each for each in runs_of(project) if each.pk == done.pk]
    assert {each["title"] for each in former.citations} == {handbook.title}


def test_another_length_keeps_the_former_summary(reader, project, handbook, done):
    ask(reader, handbook, length="long")
    page = reader.get(SUMMARY).text
    assert page.count("?run=") == 2
    assert "Short, list" in page
    assert "Long, list" in page


def test_writing_again_creates_another_summary(reader, project, done):
    reader.post(f"{SUMMARY}{done.pk}/again/")
    assert len(runs_of(project)) == 2


def test_a_pasted_text_shows_its_passages_without_a_page(reader, project, handbook):
    text = "The warranty covers parts for two years. Batteries are not covered at all by it."
    ask(reader, handbook, source="text", text=text)
    run = execute(newest_run(project))
    page = reader.get(SUMMARY, {"run": run.pk}).text
    assert 'href="#source-1"' in page
    assert f"/documents/{handbook.pk}" not in page


def test_a_text_too_short_is_told_its_least_length_beside_the_field(reader, project):
    page = reader.post(f"{SUMMARY}ask/", ASKED | {"source": "text", "text": "Short."}).text
    assert "v-form-errors" not in page
    error = page.partition('id="text_error"')[2].partition("</p>")[0]
    assert "at least 40 characters" in error


def test_the_focus_goes_to_the_summary_once(reader, done):
    assert "autofocus" in reader.get(SUMMARY, {"run": done.pk}).text
    assert "autofocus" not in reader.get(f"{SUMMARY}{done.pk}/card/", headers=HTMX).text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"documents": []}, "Choose at least one document."),
        ({"source": "text", "text": " "}, "Paste the text to summarise."),
        ({"source": "text", "text": "Short."}, "too short"),
        ({"length": "endless"}, "Select a valid choice"),
        ({"documents": ["00000000-0000-0000-0000-000000000000"]}, "is gone"),
    ],
)
def test_an_unusable_request_is_refused_with_a_reason(reader, project, handbook, fields, words):
    response = ask(reader, handbook, **fields)
    assert response.status_code == 422
    assert words in response.text
    assert runs_of(project) == []


def test_a_summary_that_cannot_be_rewritten_says_why_on_its_page(
    reader, project, handbook, acme_access, done
):
    with in_workspace(project.workspace_id):
        delete_document(access=acme_access, document=handbook)
    answer = reader.post(f"{SUMMARY}{done.pk}/again/", follow=True)
    assert answer.redirect_chain == [(f"{SUMMARY}?run={done.pk}", 302)]
    assert "One of these documents is gone. Choose again." in answer.text
    assert newest_run(project).pk == done.pk


def test_stopping_ends_it_and_offers_to_try_again(reader, project, handbook):
    ask(reader, handbook)
    run = newest_run(project)
    card = reader.post(f"{SUMMARY}{run.pk}/stop/", headers=HTMX).text
    assert newest_run(project).status == "cancelled"
    assert "Try again" in card
    assert "hx-trigger" not in card


def test_a_failure_says_why(reader, done):
    change(done, status="failed", output={}, citations=[], error_message="The model was silent.")
    assert "The model was silent." in reader.get(SUMMARY, {"run": done.pk}).text


def test_only_those_who_may_mend_the_provider_are_told_how(client, reader, acme_viewer, done):
    fields = {"error_code": ProviderRefusedKey.code, "error_message": ProviderRefusedKey.title}
    change(done, status="failed", output={}, citations=[], **fields)
    owners = reader.get(SUMMARY, {"run": done.pk}).text
    assert "Enter a working key" in owners
    assert "/settings/provider/" in owners
    client.force_login(acme_viewer)
    viewers = client.get(SUMMARY, {"run": done.pk}).text
    assert "tell the workspace&#x27;s owner" in viewers
    assert "/settings/provider/" not in viewers


@pytest.mark.parametrize(
    ("mode", "dropped", "words"),
    [
        ("generative", 1, "One sentence was left out"),
        ("generative", 3, "3 sentences were left out"),
        ("extractive", 3, "so they are quoted"),
    ],
)
def test_omissions_are_reported(reader, done, mode, dropped, words):
    change(done, mode=mode, output={**done.output, "dropped_sentences": dropped})
    assert words in reader.get(SUMMARY, {"run": done.pk}).text


def test_without_omissions_nothing_is_reported(reader, done):
    assert "left out" not in reader.get(SUMMARY, {"run": done.pk}).text


LITTLE_MORE = "There is little more to quote"


@pytest.mark.parametrize(
    ("mode", "words", "said"),
    [("extractive", 40, True), ("extractive", 150, False), ("generative", 40, False)],
)
def test_a_quoted_summary_far_shorter_than_asked_for_says_why(reader, done, mode, words, said):
    change(done, mode=mode, output={"text": "word " * words}, input={"length": "medium"})
    assert (LITTLE_MORE in reader.get(SUMMARY, {"run": done.pk}).text) == said


def test_a_full_length_summary_without_spaces_is_not_called_short(reader, done):
    change(done, mode="extractive", output={"text": "规则" * 160}, input={"length": "medium"})
    assert LITTLE_MORE not in reader.get(SUMMARY, {"run": done.pk}).text


def test_nothing_written_runs_as_markup(reader, done):
    quote = '"><script>alert(2)</script>'
    evil = [{**each, "quote": quote, "title": quote} for each in done.citations]
    change(done, output={"text": "<script>alert(1)</script> <img src=x> yes.[1]"}, citations=evil)
    page = reader.get(SUMMARY, {"run": done.pk}).text
    assert "<script>alert" not in page
    assert "<img" not in page


def test_markdown_ends_with_its_sources(reader, done):
    response = reader.get(f"{SUMMARY}{done.pk}/summary.md")
    assert response["Content-Disposition"].endswith('.md"')
    assert "## Sources\n\n1. Handbook" in response.text


def test_a_source_names_the_heading_above_its_sentence(reader, project, acme, acme_access):
    text = (
        "# Notes\n\nAsk at the desk.\n\n"
        "# Warranty\n\nThe warranty covers every part of a kettle for two years."
    )
    with in_workspace(acme.pk):
        document = add_text(access=acme_access, project=project, title="Rules", text=text)
    do_jobs()
    ask(reader, document, length="long")
    run = execute(newest_run(project))
    (cited,) = [each for each in run.citations if "two years" in each["quote"]]
    assert (cited["page_label"], cited["section"]) == ("Notes", "Warranty")
    assert "Rules, Warranty: “" in reader.get(f"{SUMMARY}{run.pk}/summary.md").text
    assert "<span>Warranty</span>" in reader.get(SUMMARY, {"run": run.pk}).text
    assert "<span>Warranty</span>" in reader.get(f"/w/acme/runs/{run.pk}/").text


def test_word_ends_with_its_sources(reader, done):
    change(done, output={"text": "- One\x0b fact.[1]\n\nAnother.[1]"})
    response = reader.get(f"{SUMMARY}{done.pk}/summary.docx")
    document = docx.Document(BytesIO(response.content))
    lines = [each.text for each in document.paragraphs]
    assert lines[1:4] == ["One fact.[1]", "Another.[1]", "Sources"]
    assert lines[4].startswith("[1] Handbook")
    assert (document.core_properties.title, document.core_properties.author) == (lines[0], "")


def test_part_names_are_bold_in_word_and_plain_when_copied(reader, done):
    change(done, output={"text": "**Leave:** 25 days.[1]"})
    response = reader.get(f"{SUMMARY}{done.pk}/summary.docx")
    runs = docx.Document(BytesIO(response.content)).paragraphs[1].runs
    assert [(each.text, bool(each.bold)) for each in runs if each.text] == [
        ("Leave:", True),
        (" 25 days.[1]", False),
    ]
    assert "**Leave" not in reader.get(SUMMARY, {"run": done.pk}).text


def test_an_unfinished_summary_cannot_be_downloaded(reader, project, handbook):
    ask(reader, handbook)
    assert reader.get(f"{SUMMARY}{newest_run(project).pk}/summary.md").status_code == 404


def test_settings_are_the_defaults_of_the_form(reader, handbook):
    saved = reader.post(f"{SUMMARY}settings/", {"length": "long", "format": "bullets"})
    assert saved.status_code == 302
    assert 'value="long" checked' in reader.get(SUMMARY).text
    assert reader.post(f"{SUMMARY}settings/", {"length": "endless"}).status_code == 422


def test_strangers_find_nothing(client, grace, globex, strangers_project, done):
    client.force_login(grace)
    run = f"{SUMMARY}{done.pk}/"
    for address in (SUMMARY, f"{SUMMARY}settings/", f"{run}card/", f"{run}summary.md"):
        assert client.get(address).status_code == 404
    assert client.get(f"{run}summary.docx").status_code == 404
    for address in (f"{SUMMARY}ask/", f"{run}stop/", f"{run}again/", f"{SUMMARY}settings/"):
        assert client.post(address, ASKED).status_code == 404
    house = "/w/globex/p/house/summary/"
    assert client.get(house, {"run": str(done.pk)}).status_code == 404
    assert client.get(f"{house}{done.pk}/card/").status_code == 404

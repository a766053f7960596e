"""The pages of runs: what was asked, what happened, what it cost, and nothing of other clients."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from ai_features.runs.executors import Outcome
from ai_features.runs.models import Run, SpanKind
from core.errors import UpstreamFailed
from core.tenancy.scope import in_workspace
from tests.ai_features.knowledge.conftest import make_document
from tests.ai_features.runs.conftest import ask, change, execute, reload


def test_the_list_shows_what_was_asked_and_by_whom(reader, run):
    shown = reader.get("/w/acme/runs/").content.decode()
    assert "red green blue" in shown
    assert "Ada" in shown


def test_a_filter_returns_only_the_list(reader, run):
    shown = reader.get("/w/acme/runs/?status=done", headers={"HX-Request": "true"}).content.decode()
    assert shown.startswith('<div id="run-list">')
    assert "red green blue" not in shown


def test_the_trace_shows_spans_output_and_cost(reader, run, parrot):
    def trace(context):
        with context.span("search", "retrieval", query="colours") as span:
            span.data["passages"] = [
                {"title": "Handbook", "page": 7, "score": 0.5, "text": "All colours."}
            ]
        return parrot.repeat(context)

    parrot.behave = trace
    execute(run)
    shown = reader.get(reverse("runs:run", args=["acme", run.pk])).content.decode()
    for words in ("Handbook", "All colours.", "1 passage", "red green blue", "$0"):
        assert words in shown, words
    assert "hx-trigger" not in shown.split('id="trace"')[1][:200], "a finished run is not polled"


def test_the_trace_says_in_words_what_failed(reader, run, parrot):
    def trace(context):
        tried = {"number": 1, "error_code": "provider_unreachable", "status": 0, "duration_ms": 3}
        with context.span("embed", "model", texts=1, attempts=[tried, tried]):
            pass
        with context.span("answer", "model"):
            raise UpstreamFailed("no", code="provider_timeout")

    parrot.behave = trace
    execute(run)
    shown = reader.get(reverse("runs:run", args=["acme", run.pk])).text
    assert "Attempt 1: it could not be reached after 3 ms" in shown
    assert '<span class="r-note">it took too long to answer</span>' in shown
    assert "provider_" not in shown


def test_the_trace_says_in_words_what_a_step_noted(reader, run, parrot):
    def trace(context):
        evidence = {"own": 1.0, "words": 0.695}
        with context.span("quote", "step", answered=True, evidence=evidence, read="") as span:
            span.data["weighed by"] = ["words", "meaning"]
        return parrot.repeat(context)

    parrot.behave = trace
    execute(run)
    shown = reader.get(reverse("runs:run", args=["acme", run.pk])).text
    assert "<dt>Answered</dt><dd>yes</dd>" in shown
    assert "<dt>Evidence, from 0 to 1</dt><dd>own 1.00, words 0.69</dd>" in shown
    assert "<dt>weighed by</dt><dd>words, meaning</dd>" in shown
    assert "<dt>Read</dt>" not in shown


def test_a_waiting_run_is_polled_and_can_be_stopped(reader, run):
    address = reverse("runs:run", args=["acme", run.pk])
    shown = reader.get(address, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 1s"' in shown
    reader.post(reverse("runs:cancel", args=["acme", run.pk]))
    assert reload(run).status == "cancelled"
    assert "This run was stopped" in reader.get(address).content.decode()


def test_strangers_and_visitors_see_no_run(client, grace, globex, run):
    addresses = [
        reverse("runs:runs", args=["acme"]),
        reverse("runs:run", args=["acme", run.pk]),
        reverse("runs:events", args=["acme", run.pk]),
    ]
    assert all(client.get(address).status_code == 302 for address in addresses)
    client.force_login(grace)
    assert all(client.get(address).status_code == 404 for address in addresses)
    assert client.get(reverse("runs:run", args=["globex", run.pk])).status_code == 404
    assert client.post(reverse("runs:cancel", args=["acme", run.pk])).status_code == 404
    assert client.post(reverse("runs:cancel", args=["globex", run.pk])).status_code == 404
    assert reload(run).status == "queued"


def test_older_runs_are_a_link_away(reader, handbook, ada):
    for number in range(31):
        ask(handbook, ada, message=f"question {number:02}")
    newest = reader.get("/w/acme/runs/")
    cursor = newest.context["next_cursor"]
    assert "question 00" not in newest.content.decode()
    assert "question 00" in reader.get(f"/w/acme/runs/?after={cursor}").content.decode()


@pytest.mark.parametrize(("named", "opened"), [(uuid4(), True), (None, False)])
def test_a_source_in_the_trace_links_to_its_document_if_there_is_one(
    reader, run, parrot, named, opened
):
    parrot.behave = lambda context: Outcome(
        output={"answer": "All colours. [1]"},
        citations=[
            {
                "marker": 1,
                "title": "Handbook",
                "document_id": named and str(named),
                "page": 7,
                "start": 3,
                "end": 9,
                "quote": "All colours.",
            }
        ],
    )
    execute(run)
    shown = reader.get(reverse("runs:run", args=["acme", run.pk])).content.decode()
    address = f"/w/acme/p/handbook/documents/{named}/?page=7&amp;start=3&amp;end=9#mark"
    assert (address in shown) == opened
    assert "Handbook" in shown
    assert '<a class="v-cite" href="#source-1" aria-label="Source 1">1</a>' in shown
    assert 'id="source-1"' in shown


def test_the_trace_of_quotes_names_no_model_and_does_not_deny_that_one_was_called(
    reader, run, parrot
):
    quote = {"marker": 1, "title": "Handbook", "page": 7, "quote": "All colours."}
    parrot.behave = lambda context: Outcome(output={"answer": "Blue.[1]"}, citations=[quote])
    execute(run)
    page = reverse("runs:run", args=["acme", run.pk])
    assert "none, quoted from the documents" in reader.get(page).text
    change(run, input_tokens=1900)
    shown = reader.get(page).text
    assert "none, quoted from the documents" not in shown
    assert "none in the result, which is quoted from the documents" in shown


def test_a_number_in_brackets_that_cites_nothing_stays_as_it_is(reader, run, parrot):
    parrot.behave = lambda context: Outcome(output={"answer": "See [12] of the list."})
    execute(run)
    shown = reader.get(reverse("runs:run", args=["acme", run.pk])).content.decode()
    assert "See [12] of the list." in shown


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"refused": True}, True),
        ({"output": {"results": 0}}, True),
        ({"output": {"results": 2}}, False),
    ],
)
def test_unanswered_runs_are_labelled_in_list_and_trace(reader, handbook, ada, fields, said):
    found = ask(handbook, ada)
    with in_workspace(found.workspace_id):
        rows = Run.objects.for_workspace(found.workspace_id).filter(pk=found.pk)
        rows.update(status="done", **fields)
    for path in ("/w/acme/runs/", reverse("runs:run", args=["acme", found.pk])):
        assert ("Not found in the documents" in reader.get(path).content.decode()) is said


def test_a_run_that_left_a_question_open_is_partly_answered_in_the_list_and_the_trace(reader, run):
    with in_workspace(run.workspace_id):
        rows = Run.objects.for_workspace(run.workspace_id).filter(pk=run.pk)
        rows.update(status="done", output={"answer": "Blue.", "unanswered": ["Who <painted> it?"]})
    trace = reader.get(reverse("runs:run", args=["acme", run.pk])).content.decode()
    assert "Partly answered" in reader.get("/w/acme/runs/").content.decode()
    assert "Partly answered" in trace
    assert "“Who &lt;painted&gt; it?”" in trace


def test_the_steps_of_several_questions_are_named_by_their_question(reader, run, parrot):
    def answer(context):
        for question in ("Which colour?", "Who painted it?"):
            with context.span("search", SpanKind.RETRIEVAL, query=question):
                pass
            with context.span("quote", SpanKind.STEP, question=question):
                pass
        return Outcome(output={"answer": "Blue."})

    parrot.behave = answer
    execute(run)
    shown = reader.get(reverse("runs:run", args=["acme", run.pk])).content.decode()
    for question in ("Which colour?", "Who painted it?"):
        assert shown.count(f'<span class="r-about">“{question}”</span>') == 2


def test_a_run_without_a_question_is_listed_by_its_subject(reader, handbook, ada):
    documents = [make_document(handbook, title=f"paper-{n}", sha256=str(n)) for n in range(4)]
    named = [str(each.pk) for each in documents]
    ask(handbook, ada, message="", document_ids=named[:1])
    ask(handbook, ada, message="", document_ids=[*named, str(uuid4())])
    ask(handbook, ada, message="", document_ids=[str(uuid4())])
    ask(handbook, ada, message="", document_ids=[str(uuid4()), named[0]])
    ask(handbook, ada, message="", text="Once upon a time  there was " + "a very " * 20)
    shown = reader.get("/w/acme/runs/").content.decode()
    assert ">paper-0</a>" in shown
    assert ">paper-0 and 4 more</a>" in shown
    assert ">2 documents</a>" in shown
    assert ">A document since deleted</a>" in shown
    assert ">Pasted text: Once upon a time there was" in shown

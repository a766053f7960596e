"""Runs, feedback and usage through REST."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ai_features.runs.models import Feedback
from ai_features.runs.services import create_run
from core.keys.models import ApiKey
from core.tenancy.scope import in_workspace
from core.workspaces.queries import key_actor
from tests.ai_features.runs.conftest import ask, events_of, execute, reload
from tests.ai_features.runs.test_engine import open_call, settle


def path(run, tail=""):
    return f"/workspaces/{run.workspace_id}/runs/{run.pk}{tail}"


def test_an_event_describes_a_run_as_the_response_does(acme_api, run):
    execute(run)
    (done,) = (event.data for event in events_of(run) if event.kind == "done")
    answer = acme_api.get(path(run)).json()
    assert {name: answer[name] for name in done} == done
    assert {"created_at", "started_at", "finished_at"} <= set(done)


def test_a_run_is_shown_with_output_usage_and_trace(acme_api, run, parrot):
    def trace(context):
        with context.span("search", "retrieval", passages=[]):
            return parrot.repeat(context)

    parrot.behave = trace
    execute(run)
    found = acme_api.get(path(run)).json()
    assert found["status"] == "done"
    assert found["demo"] == "parrot"
    assert found["output"] == {"answer": "red green blue"}
    assert found["cost_micro_usd"] == 0
    assert found["error"] is None
    assert [span["name"] for span in found["trace"]] == ["search"]
    assert set(found) >= {"progress", "citations", "refused", "usage", "latency_ms"}


def test_strangers_find_no_run(globex_api, run):
    for response in (
        globex_api.get(path(run)),
        globex_api.post(path(run, "/cancel")),
        globex_api.get(path(run, "/events")),
        globex_api.get(f"/workspaces/globex/runs/{run.pk}"),
        globex_api.post(f"/workspaces/globex/runs/{run.pk}/cancel"),
        globex_api.get(f"/workspaces/globex/runs/{uuid4()}"),
        globex_api.get(f"/workspaces/{run.workspace_id}/runs"),
        globex_api.get(f"/workspaces/{run.workspace_id}/usage"),
    ):
        assert response.status_code == 404, response.content
    assert reload(run).status == "queued"


def test_runs_are_listed_newest_first_in_pages(acme_api, handbook, ada, acme):
    made = [str(ask(handbook, ada).pk) for _ in range(5)]
    first = acme_api.get(f"/workspaces/{acme.slug}/runs?limit=3").json()
    rest = acme_api.get(f"/workspaces/acme/runs?limit=3&cursor={first['next_cursor']}").json()
    assert [run["id"] for run in first["items"] + rest["items"]] == made[::-1]
    assert rest["next_cursor"] is None


def test_runs_are_filtered(acme_api, handbook, ada):
    done, waiting = ask(handbook, ada), ask(handbook, ada)
    execute(done)

    def ids(query):
        answer = acme_api.get(f"/workspaces/acme/runs?{query}")
        assert answer.status_code == 200, answer.content
        return {run["id"] for run in answer.json()["items"]}

    both = {str(done.pk), str(waiting.pk)}
    assert ids("status=done") == {str(done.pk)}
    assert ids("project=handbook") == ids(f"project={handbook.pk}") == both
    assert ids("demo=parrot") == ids(f"demo={done.demo_id}") == both
    assert ids(f"actor={ada.pk}") == ids("actor=user") == both
    assert ids("project=other") == ids("demo=chat") == ids(f"actor={uuid4()}") == set()


def test_the_list_takes_a_constant_number_of_queries(acme_api, handbook, ada):
    def count():
        with CaptureQueriesContext(connection) as queries:
            acme_api.get("/workspaces/acme/runs?limit=100")
        return len(queries)

    ask(handbook, ada)
    acme_api.get("/workspaces/acme/runs")
    few = count()
    for _ in range(10):
        ask(handbook, ada)
    assert count() == few


def test_cancelling_returns_the_cancelled_run(acme_api, run):
    for _ in range(2):
        answer = acme_api.post(path(run, "/cancel"))
        assert answer.status_code == 200
        assert answer.json()["status"] == "cancelled"
        assert answer.json()["error"]["code"] == "cancelled"


def test_a_run_that_is_over_cannot_be_cancelled(acme_api, run):
    execute(run)
    assert acme_api.post(path(run, "/cancel")).status_code == 409


def test_feedback_is_stored_once_per_person(acme_api, run, handbook):
    place = "/workspaces/acme/projects/handbook/feedback"
    first = acme_api.post(place, {"run_id": str(run.pk), "rating": "up"})
    assert first.status_code == 201, first.content
    acme_api.post(place, {"run_id": str(run.pk), "rating": "down", "comment": "wrong page"})
    (kept,) = acme_api.get(place).json()["items"]
    assert (kept["rating"], kept["comment"]) == ("down", "wrong page")
    assert kept["actor"]["kind"] == "user"


def test_feedback_on_another_clients_run_is_not_found(acme_api, handbook, manual, grace):
    foreign = ask(manual, grace)
    place = "/workspaces/acme/projects"
    body = {"run_id": str(foreign.pk), "rating": "up"}
    assert acme_api.post(f"{place}/handbook/feedback", body).status_code == 404
    assert acme_api.get(f"{place}/manual/feedback").status_code == 404
    assert acme_api.post(f"{place}/manual/feedback", body).status_code == 404
    with in_workspace(foreign.workspace_id):
        assert not Feedback.objects.for_workspace(foreign.workspace_id).exists()


def test_feedback_with_an_unknown_value_or_field_is_refused(acme_api, run):
    place = "/workspaces/acme/projects/handbook/feedback"
    for body in (
        {"run_id": str(run.pk), "rating": "meh"},
        {"run_id": str(run.pk), "rating": "up", "stars": 5},
    ):
        assert acme_api.post(place, body).status_code == 422


@pytest.mark.parametrize("group_by", ["day", "project", "demo", "model", "key", "link"])
def test_usage_is_summed_and_unknown_costs_are_counted_separately(acme_api, run, group_by):
    known, unknown = uuid4(), uuid4()
    open_call(run, known)
    open_call(run, unknown)
    settle(run, known, cost=70)
    settle(run, unknown, cost=None)
    report = acme_api.get(f"/workspaces/acme/usage?group_by={group_by}").json()
    if group_by in {"key", "link"}:
        assert report["items"] == []
        return
    assert report["total"]["cost_micro_usd"] == 70
    assert report["total"]["calls_with_unknown_cost"] == 1
    assert report["total"]["calls"] == 2
    assert report["total"]["runs"] == 1


def test_usage_outside_the_period_is_left_out(acme_api, run):
    open_call(run, uuid4())
    within = acme_api.get("/workspaces/acme/usage?from=2020-01-01").json()
    before = acme_api.get("/workspaces/acme/usage?to=2020-01-01T00:00:00Z").json()
    assert (within["total"]["runs"], before["total"]["runs"]) == (1, 0)


def test_what_happened_at_the_turn_of_two_periods_counts_once(acme_api, run):
    turn = reload(run).created_at.isoformat().replace("+00:00", "Z")
    reports = [acme_api.get(f"/workspaces/acme/usage?{side}={turn}") for side in ("from", "to")]
    assert [report.json()["total"]["runs"] for report in reports] == [1, 0]


def test_a_viewer_may_not_see_the_usage(api_for, acme_viewer, run):
    assert api_for(acme_viewer).get("/workspaces/acme/usage").status_code == 403


def test_a_key_has_its_own_row_under_its_name(acme_workspace_api, handbook):
    with in_workspace(handbook.workspace_id):
        key = ApiKey.objects.for_workspace(handbook.workspace_id).get(name="backend")
        create_run(project=handbook, demo=handbook.demos.get(), actor=key_actor(key), input={})
    (row,) = acme_workspace_api.get("/workspaces/acme/usage?group_by=key").json()["items"]
    assert (row["group"], row["label"], row["runs"]) == (str(key.pk), "backend", 1)

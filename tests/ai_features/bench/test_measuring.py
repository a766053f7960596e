"""A measurement asks every golden question once and keeps the result of each."""

from __future__ import annotations

from threading import Event

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ai_features.bench import measuring, services
from ai_features.bench.measuring import measure as measure_job
from ai_features.bench.models import MeasuredQuestion, Measurement, MeasurementState
from ai_features.bench.queries import measured_before, results_of
from ai_features.bench.services import request_measurement, stop_measurement
from ai_features.knowledge.settings import SearchSettings, keep_settings
from core.errors import Conflict, Invalid, UpstreamFailed
from core.jobs.context import JobContext, LeaseLost
from core.jobs.models import Job
from core.jobs.services import claim
from core.tenancy import deadlocks, erasing
from core.tenancy.scope import in_workspace
from projects.documents.services import delete_document
from projects.models import Document
from projects.services import delete_project
from tests.ai_features.bench.conftest import fresh, measure, perform
from tests.locks import Elsewhere, waits_for_a_lock

pytestmark = pytest.mark.django_db


def request(access, project, **how):
    with in_workspace(project.workspace_id):
        return request_measurement(actor=access.actor, project=project, **how)


def results(measurement):
    with in_workspace(measurement.workspace_id):
        return results_of(measurement)


def job_of(measurement):
    with in_workspace(measurement.workspace_id):
        return Job.objects.for_workspace(measurement.workspace_id).get(subject_id=measurement.pk)


def test_a_measurement_says_how_well_each_question_was_found(golden, project, acme_access):
    done = measure(acme_access, project)
    assert done.state == MeasurementState.DONE
    assert (done.done, done.total) == (2, 2)
    assert done.scores["recall_5"] == 1.0
    assert done.index["chunks"] == 3
    assert done.median_ms > 0
    for row in results(done):
        assert [each["rank"] for each in row.places] == [1]
        assert row.found[0]["page"] == row.places[0]["page"]


def test_settings_on_trial_are_measured_and_kept_with_the_result(golden, project, acme_access):
    words = measure(acme_access, project, mode="keyword")
    assert words.scores["recall_1"] == 0.5  # no word of the second question is in its answer
    meaning = measure(acme_access, project, settings=SearchSettings(1.0))
    assert meaning.settings["vector_share"] == 1.0
    assert meaning.scores["recall_1"] == 1.0


def test_without_settings_the_projects_own_are_measured(golden, project, acme_access):
    with in_workspace(project.workspace_id):
        keep_settings(access=acme_access, project=project, settings=SearchSettings(0.3))
    assert request(acme_access, project).settings["vector_share"] == 0.3


def test_an_empty_set_is_not_measured(project, acme_access):
    with pytest.raises(Invalid) as refused:
        request(acme_access, project)
    assert refused.value.code == "empty_golden_set"


def test_a_set_whose_documents_are_gone_fails_with_that_reason(
    golden, handbook, project, acme_access
):
    with in_workspace(project.workspace_id):
        delete_document(access=acme_access, document=handbook)
    failed = measure(acme_access, project)
    assert failed.state == MeasurementState.FAILED
    assert "deleted" in failed.error_message


def test_asking_twice_measures_once_and_other_settings_wait_their_turn(
    golden, project, acme_access
):
    first = request(acme_access, project)
    assert request(acme_access, project).pk == first.pk
    with pytest.raises(Conflict):
        request(acme_access, project, mode="keyword")


def test_asking_just_as_a_measurement_ends_starts_the_next(
    golden, project, acme_access, monkeypatch
):
    first = request(acme_access, project)
    look = services.open_measurement

    def ended_meanwhile(project):
        stop_measurement(first)
        return look(project)

    monkeypatch.setattr(services, "open_measurement", ended_meanwhile)
    second = request(acme_access, project)
    assert second.pk != first.pk
    assert fresh(second).state == MeasurementState.QUEUED


def test_a_stopped_measurement_stays_stopped(golden, project, acme_access):
    asked = request(acme_access, project)
    with in_workspace(project.workspace_id):
        assert stop_measurement(asked)
        assert not stop_measurement(asked)
    perform(asked)
    stopped = fresh(asked)
    assert stopped.state == MeasurementState.CANCELLED
    assert results(stopped) == []
    assert measure(acme_access, project).state == MeasurementState.DONE


def test_stopping_in_the_middle_asks_no_further_question(golden, project, acme_access, monkeypatch):
    asked = request(acme_access, project)
    ask = measuring.search

    def stop_then_ask(**how):
        with in_workspace(project.workspace_id):
            stop_measurement(asked)
        return ask(**how)

    monkeypatch.setattr(measuring, "search", stop_then_ask)
    perform(asked)
    assert fresh(asked).state == MeasurementState.CANCELLED
    assert results(asked) == []


def test_a_second_attempt_asks_only_the_questions_the_first_left(
    golden, project, acme_access, monkeypatch
):
    asked, ask, calls = request(acme_access, project), measuring.search, []

    def die_at_the_second(**how):
        calls.append(how["query"])
        if len(calls) == 2:
            raise SystemExit  # like a killed process: nothing more is written
        return ask(**how)

    monkeypatch.setattr(measuring, "search", die_at_the_second)
    with pytest.raises(SystemExit):
        perform(asked)
    with in_workspace(project.workspace_id):
        Job.objects.for_workspace(project.workspace_id).update(lease_until="2020-01-01T00:00Z")
    perform(asked)
    assert fresh(asked).state == MeasurementState.DONE
    assert len(calls) == 3
    assert len({row.golden_id for row in results(asked)}) == 2


def test_a_process_that_lost_the_job_writes_nothing(golden, project, acme_access):
    asked = request(acme_access, project)
    job = job_of(asked)
    held = claim(workspace_id=project.workspace_id, job_id=job.pk)
    with in_workspace(project.workspace_id):
        Job.objects.for_workspace(project.workspace_id).update(token=99)
    with pytest.raises(LeaseLost):
        measure_job(JobContext(held))
    assert results(asked) == []


def test_a_search_that_fails_says_why(golden, project, acme_access, monkeypatch):
    def fail(**how):
        raise UpstreamFailed("The provider did not answer.", code="provider_away")

    monkeypatch.setattr(measuring, "search", fail)
    failed = measure(acme_access, project)
    assert (failed.state, failed.error_code) == (MeasurementState.FAILED, "provider_away")
    assert failed.error_message == "The provider did not answer."


def test_a_search_that_lost_its_reranker_is_not_measured(golden, project, acme_access):
    failed = measure(acme_access, project, settings=SearchSettings(rerank="provider"))
    assert (failed.state, failed.error_code) == (MeasurementState.FAILED, "step_failed")
    assert failed.error_message
    assert results(failed) == []


def test_a_measurement_is_compared_with_the_last_one_that_finished(golden, project, acme_access):
    first = measure(acme_access, project)
    with in_workspace(project.workspace_id):
        stop_measurement(request_measurement(actor=acme_access.actor, project=project))
    last = measure(acme_access, project)
    with in_workspace(project.workspace_id):
        assert measured_before(last) == first
        assert measured_before(first) is None


def test_a_result_outlives_its_golden_question(golden, project, acme_access):
    done = measure(acme_access, project)
    with in_workspace(project.workspace_id):
        golden[0].delete()
        assert MeasuredQuestion.objects.for_workspace(project.workspace_id).count() == 2
    assert fresh(done).scores == done.scores


def test_stopping_locks_the_job_before_the_measurement_as_measuring_does(
    golden, project, acme_access
):
    """With opposite orders the two could deadlock, and the database would abort one of them."""
    measurement = request(acme_access, project)
    with CaptureQueriesContext(connection) as asked, in_workspace(project.workspace_id):
        assert stop_measurement(measurement)
    statements = [query["sql"] or "" for query in asked]  # None for prepared statements
    changed = [each.split()[1] for each in statements if each.startswith("UPDATE")]
    assert changed == ['"core_job"', '"bench_measurement"']


@pytest.mark.django_db(transaction=True)
def test_beginning_a_measurement_and_deleting_its_project_do_not_deadlock(
    monkeypatch, golden, project, acme_access
):
    """The measurement is asked for when the deletion is past the others."""
    asked, begun, reached, pause = [], Elsewhere(lambda: perform(asked[0])), Event(), Event()
    delete_rows, snapshot_of = erasing.delete_rows, measuring.snapshot_of

    def snapshot_once_it_is_waited_for(project):
        reached.set()
        assert waits_for_a_lock(lambda: pause.wait(0.02))
        return snapshot_of(project)

    def delete_later(rows):
        if rows.model is Document:
            asking = Elsewhere(lambda: asked.append(request(acme_access, project)))
            asking.start()
            assert asking.finish() == []
            monkeypatch.setattr(measuring, "snapshot_of", snapshot_once_it_is_waited_for)
            begun.start()
            assert reached.wait(10)
        return delete_rows(rows)

    monkeypatch.setattr(erasing, "delete_rows", delete_later)
    monkeypatch.setattr(deadlocks, "TIMES", 1)
    with in_workspace(project.workspace_id):
        delete_project(access=acme_access, project=project)
    assert begun.finish() == []
    with in_workspace(project.workspace_id):
        assert not Measurement.objects.for_workspace(project.workspace_id).exists()

"""A project moves to another embedding model while the former one keeps answering."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ai_features.gateway import LOCAL_MODEL
from ai_features.gateway.errors import ProviderFailed
from ai_features.knowledge.indexing import recounting, reindexing, sweeping, vector_index
from ai_features.knowledge.indexing.index import forget, index_document
from ai_features.knowledge.indexing.spaces import GRACE, active_space, building_space
from ai_features.knowledge.models import ChunkVector, SpaceState, VectorSpace
from ai_features.knowledge.search import search
from core.audit.models import AuditEvent
from core.errors import Conflict
from core.jobs import performing
from core.jobs.context import JobContext
from core.jobs.models import Job, JobState
from core.jobs.performing import perform_job
from core.tenancy.scope import in_workspace
from tests.ai_features.knowledge.conftest import make_document, nothing
from tests.ai_features.knowledge.vectors import connect, model_at
from tests.locks import Elsewhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]
SPACE_BEING_BUILT = "ai_features.knowledge.indexing.spaces.building_space"
SPACES_OF = "ai_features.knowledge.indexing.spaces.spaces_of"


def begin(access, project, model):
    with in_workspace(project.workspace_id):
        return reindexing.start_reindex(access=access, project=project, model=model)


def perform(project):
    with in_workspace(project.workspace_id):
        jobs = Job.objects.for_workspace(project.workspace_id)
        job = jobs.filter(kind=reindexing.JOB).latest("created_at")
    perform_job(project.workspace_id, job.pk)
    with in_workspace(project.workspace_id):
        return jobs.get(pk=job.pk)


def noted(project):
    with in_workspace(project.workspace_id):
        events = AuditEvent.objects.for_workspace(project.workspace_id)
        events = events.filter(action__startswith="project.reindex")
        return list(events.values_list("action", flat=True))


def states(project):
    with in_workspace(project.workspace_id):
        rows = VectorSpace.objects.for_workspace(project.workspace_id).filter(project=project)
        return {space.state: space for space in rows}


def vectors_of(space):
    with in_workspace(space.workspace_id):
        rows = ChunkVector.objects.for_workspace(space.workspace_id).filter(space=space)
        return rows.count()


def test_a_new_project_uses_the_space_of_the_local_model(handbook, project):
    assert states(project)[SpaceState.ACTIVE].model_key == LOCAL_MODEL.key


def test_the_former_vectors_answer_until_all_new_ones_exist(handbook, project, acme_access, other):
    begin(acme_access, project, other)
    found = search(project=project, query="How long is the warranty?", mode="semantic")
    assert "warranty" in found.passages[0].text
    assert states(project)[SpaceState.ACTIVE].model_key == LOCAL_MODEL.key


def test_afterwards_the_new_model_answers_and_the_former_is_retired(
    handbook, project, acme_access, other, upstream
):
    begin(acme_access, project, other)
    assert perform(project).state == JobState.DONE
    spaces = states(project)
    assert spaces[SpaceState.ACTIVE].model_key == other.key
    assert vectors_of(spaces[SpaceState.ACTIVE]) == vectors_of(spaces[SpaceState.RETIRED]) == 3
    found = search(project=project, query="leave", mode="semantic")
    assert len(found.passages) == 3
    assert len(found.vector) == 3
    assert all(passage.cosine is None for passage in found.passages)


def test_words_counted_by_an_older_version_are_still_recounted_after_a_move(
    handbook, project, acme_access, other
):
    with in_workspace(project.workspace_id):
        VectorSpace.objects.for_workspace(project.workspace_id).update(analysis=0)
    begin(acme_access, project, other)
    perform(project)
    assert recounting.queue_outdated() == 1


def test_a_document_added_during_the_move_is_in_both_spaces(handbook, project, acme_access, other):
    begin(acme_access, project, other)
    index_document(make_document(project, ["Fees are due in May."], sha256="b"), progress=nothing)
    perform(project)
    spaces = states(project)
    assert vectors_of(spaces[SpaceState.ACTIVE]) == 4
    assert vectors_of(spaces[SpaceState.RETIRED]) == 4


def test_a_document_embedded_by_the_former_model_is_embedded_again(
    handbook, project, acme_access, other
):
    late = make_document(project, ["Fees are due in May."], sha256="b")
    begin(acme_access, project, other)
    turned = []

    def takes_over_meanwhile(done, total, stage):
        if not turned:
            turned.append(perform(project).state)

    index_document(late, progress=takes_over_meanwhile)
    assert turned == [JobState.DONE]
    assert vectors_of(states(project)[SpaceState.ACTIVE]) == 4


@pytest.fixture
def pages(project, monkeypatch):
    """A document of ten chunks, each of which is a batch of its own."""
    monkeypatch.setattr(reindexing, "BATCH", 1)
    document = make_document(project, [f"Rule {number} is kept." for number in range(10)])
    index_document(document, progress=nothing)
    return document


def before_the_third_batch(act, monkeypatch):
    real, batches = reindexing.embed, []

    def embed(*args, **kwargs):
        batches.append(args)
        if len(batches) == 3:
            act()
        return real(*args, **kwargs)

    monkeypatch.setattr(reindexing, "embed", embed)


def test_however_many_batches_there_are_all_chunks_are_looked_through_three_times(
    pages, project, acme_access, other
):
    begin(acme_access, project, other)
    with CaptureQueriesContext(connection) as queries:
        assert perform(project).state == JobState.DONE
    looked = [each for each in queries if "NOT EXISTS" in str(each["sql"])]
    assert len(looked) == 3
    assert vectors_of(states(project)[SpaceState.ACTIVE]) == 10


def test_progress_counts_up_batch_by_batch(pages, project, acme_access, other, monkeypatch):
    told, real = [], JobContext.progress

    def progress(self, done, total, stage=""):
        told.append((done, total))
        real(self, done, total, stage)

    monkeypatch.setattr(JobContext, "progress", progress)
    begin(acme_access, project, other)
    perform(project)
    assert told == [(done, 10) for done in range(11)]


def test_a_document_added_while_others_are_embedded_is_embedded_before_the_takeover(
    pages, project, acme_access, other, monkeypatch
):
    late = make_document(project, ["Fees are due in May."], sha256="b")
    begin(acme_access, project, other)
    before_the_third_batch(partial(index_document, late, progress=nothing), monkeypatch)
    assert perform(project).state == JobState.DONE
    assert vectors_of(states(project)[SpaceState.ACTIVE]) == 11


def test_a_document_deleted_while_others_are_embedded_is_passed_over(
    pages, project, acme_access, other, upstream, monkeypatch
):
    late = make_document(project, ["Fees are due in May."], sha256="b")
    index_document(late, progress=nothing)
    begin(acme_access, project, other)

    def delete():
        with in_workspace(project.workspace_id):
            forget(late)

    before_the_third_batch(delete, monkeypatch)
    assert perform(project).state == JobState.DONE
    assert vectors_of(states(project)[SpaceState.ACTIVE]) == len(upstream.requests) == 10


def test_a_move_stopped_in_the_middle_embeds_no_further_batch(
    pages, project, acme_access, other, upstream, monkeypatch
):
    begin(acme_access, project, other)
    real = JobContext.progress

    def stop():
        with in_workspace(project.workspace_id):
            reindexing.stop_reindex(access=acme_access, project=project)

    def progress_after_a_heartbeat(self, *args):
        self._extend()
        real(self, *args)

    monkeypatch.setattr(JobContext, "progress", progress_after_a_heartbeat)
    before_the_third_batch(stop, monkeypatch)
    assert perform(project).state == JobState.CANCELLED
    assert len(upstream.requests) == 3


@pytest.mark.django_db(transaction=True)
def test_a_document_stored_at_the_moment_of_the_takeover_has_vectors_in_the_new_space(
    handbook, project, acme_access, other, monkeypatch
):
    begin(acme_access, project, other)
    late = make_document(project, ["Fees are due in May."], sha256="b")
    storing, hold = (
        Elsewhere(partial(index_document, late, progress=nothing)),
        reindexing.held_active,
    )

    def held_while_it_waits(project):
        active = hold(project)
        storing.start_and_wait_for_the_lock()
        return active

    monkeypatch.setattr(reindexing, "held_active", held_while_it_waits)
    assert perform(project).state == JobState.DONE
    assert storing.finish() == []
    assert vectors_of(states(project)[SpaceState.ACTIVE]) == 4


def test_asking_twice_builds_one_space(handbook, project, acme_access, other):
    assert begin(acme_access, project, other).pk == begin(acme_access, project, other).pk


def test_of_two_that_begin_with_the_same_model_one_is_said_to_have_begun(
    handbook, project, acme_access, other, monkeypatch
):
    begin(acme_access, project, other)
    begin(acme_access, project, other)
    monkeypatch.setattr(SPACE_BEING_BUILT, lambda project: None)
    begin(acme_access, project, other)
    assert noted(project) == ["project.reindex_started"]


def test_what_had_already_ended_is_not_said_to_have_been_stopped(
    handbook, project, acme_access, other
):
    begin(acme_access, project, other)
    with in_workspace(project.workspace_id):
        Job.objects.for_workspace(project.workspace_id).update(state=JobState.CANCELLED)
        assert not reindexing.stop_reindex(access=acme_access, project=project)
    assert noted(project) == ["project.reindex_started"]


def test_a_stop_that_is_pressed_twice_is_noted_once(handbook, project, acme_access, other):
    begin(acme_access, project, other)
    with in_workspace(project.workspace_id):
        for _ in range(2):
            assert reindexing.stop_reindex(access=acme_access, project=project)
    assert noted(project).count("project.reindex_stopped") == 1


def test_the_current_model_is_refused_with_a_reason(handbook, project, acme_access):
    with pytest.raises(Conflict, match="already"):
        begin(acme_access, project, LOCAL_MODEL)
    assert set(states(project)) == {SpaceState.ACTIVE}


def test_a_second_model_waits_for_the_first(handbook, project, acme_access, other, upstream):
    third = model_at(upstream, name="bge-m3")
    begin(acme_access, project, other)
    with pytest.raises(Conflict, match="Stop that first"):
        begin(acme_access, project, third)


def test_of_two_moves_started_at_once_the_second_is_refused(
    handbook, project, acme_access, other, upstream, monkeypatch
):
    begin(acme_access, project, other)
    monkeypatch.setattr(SPACE_BEING_BUILT, lambda project: None)
    with pytest.raises(Conflict, match="Stop that first"):
        begin(acme_access, project, model_at(upstream, name="bge-m3"))


def fail(project):
    space = states(project)[SpaceState.BUILDING]
    reindexing.give_up(project.workspace_id, space.pk, "stopped", "It was stopped.")


def end_between_insert_and_look(end, monkeypatch):
    """Have the first move end right after a second one failed to insert its space."""
    real, todo = reindexing.spaces_of, [end]

    def look(project):
        if todo:
            todo.pop()(project)
        return real(project)

    monkeypatch.setattr(SPACE_BEING_BUILT, lambda project: None)
    monkeypatch.setattr(SPACES_OF, look)


@pytest.mark.parametrize("end", [perform, fail])
def test_a_move_begins_though_the_one_before_ends_at_that_moment(
    handbook, project, acme_access, other, upstream, monkeypatch, end
):
    begin(acme_access, project, other)
    third = model_at(upstream, name="bge-m3")
    end_between_insert_and_look(end, monkeypatch)
    assert begin(acme_access, project, third).state == SpaceState.BUILDING
    assert states(project)[SpaceState.BUILDING].model_key == third.key


def test_a_model_that_takes_over_at_that_moment_is_not_moved_to_again(
    handbook, project, acme_access, other, monkeypatch
):
    begin(acme_access, project, other)
    end_between_insert_and_look(perform, monkeypatch)
    with pytest.raises(Conflict, match="already"):
        begin(acme_access, project, other)


def test_where_no_index_can_be_built_the_move_ends_without_one(
    handbook, project, acme_access, other, monkeypatch
):
    monkeypatch.setattr(vector_index, "INDEXED_FROM", 1)
    for module in (reindexing, vector_index):
        monkeypatch.setattr(module, "owner_is_known", lambda: False)
    begin(acme_access, project, other)
    assert perform(project).state == JobState.DONE
    assert not states(project)[SpaceState.ACTIVE].indexed


def test_a_stopped_move_leaves_the_former_model_answering(handbook, project, acme_access, other):
    begin(acme_access, project, other)
    with in_workspace(project.workspace_id):
        assert reindexing.stop_reindex(access=acme_access, project=project)
    assert perform(project).state == JobState.CANCELLED
    assert set(states(project)) == {SpaceState.ACTIVE, SpaceState.FAILED}
    assert states(project)[SpaceState.FAILED].error_message == performing.CANCELLED[1]


def test_a_failing_provider_is_retried_in_later_attempts_and_then_named(
    handbook, project, acme_access, other, upstream
):
    begin(acme_access, project, other)
    upstream.mode = "unauthorised"
    assert perform(project).state == JobState.QUEUED
    with in_workspace(project.workspace_id):
        Job.objects.for_workspace(project.workspace_id).update(attempt=2, not_before=None)
    assert perform(project).state == JobState.FAILED
    assert "key" in states(project)[SpaceState.FAILED].error_message
    begin(acme_access, project, other)
    assert SpaceState.FAILED not in states(project)


def test_what_was_embedded_before_a_kill_is_not_paid_for_again(
    handbook, project, acme_access, other, upstream, monkeypatch
):
    monkeypatch.setattr(reindexing, "BATCH", 2)
    begin(acme_access, project, other)
    with monkeypatch.context() as patch:
        patch.setattr(reindexing, "_take_over", lambda *_: 1 / 0)
        assert perform(project).state == JobState.QUEUED
    asked = len(upstream.requests)
    assert asked == 2
    with in_workspace(project.workspace_id):
        Job.objects.for_workspace(project.workspace_id).update(not_before=None)
    assert perform(project).state == JobState.DONE
    assert len(upstream.requests) == asked


def test_without_its_model_a_search_uses_words_alone_and_says_so(
    handbook, project, acme_access, other, monkeypatch
):
    begin(acme_access, project, other)
    perform(project)
    connect(monkeypatch)
    found = search(project=project, query="warranty")
    assert "warranty" in found.passages[0].text
    assert found.notes[0].startswith("Found by words alone. The model that these documents")
    with pytest.raises(ProviderFailed):
        search(project=project, query="warranty", mode="semantic")


def test_retired_vectors_are_deleted_after_their_grace_period(
    handbook, project, acme_access, other
):
    begin(acme_access, project, other)
    perform(project)
    sweeping.sweep()
    retired = states(project)[SpaceState.RETIRED]
    assert vectors_of(retired) == 3
    with in_workspace(project.workspace_id):
        VectorSpace.objects.for_workspace(project.workspace_id).filter(pk=retired.pk).update(
            retired_at=timezone.now() - GRACE - timedelta(seconds=1)
        )
    sweeping.sweep()
    assert vectors_of(retired) == 0
    assert set(states(project)) == {SpaceState.ACTIVE}


def test_a_stranger_sees_no_space_of_another_workspace(handbook, project, globex, grace):
    with in_workspace(globex.pk):
        assert active_space(project) is None
        assert building_space(project) is None
        assert VectorSpace.unscoped.count() == 0

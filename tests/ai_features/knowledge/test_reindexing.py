"""A project moves to another embedding model while the former one keeps answering."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from ai_features.gateway import LOCAL_MODEL
from ai_features.gateway.errors import ProviderFailed
from ai_features.knowledge.indexing import recounting, reindexing, sweeping, vector_index
from ai_features.knowledge.indexing.index import index_document
from ai_features.knowledge.indexing.spaces import GRACE, active_space, building_space
from ai_features.knowledge.models import SpaceState, VectorSpace
from ai_features.knowledge.search import search
from core.jobs import performing
from core.jobs.models import Job, JobState
from core.tenancy.scope import in_workspace
from tests.ai_features.knowledge.conftest import make_document, nothing
from tests.ai_features.knowledge.moving import begin, perform, states, vectors_of
from tests.ai_features.knowledge.vectors import connect
from tests.locks import Elsewhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]


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

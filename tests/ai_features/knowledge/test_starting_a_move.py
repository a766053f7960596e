"""Which moves to another embedding model begin, which are refused, and what is noted."""

from __future__ import annotations

import pytest

from ai_features.gateway import LOCAL_MODEL
from ai_features.knowledge.indexing import reindexing
from ai_features.knowledge.models import SpaceState
from core.errors import Conflict
from core.jobs.models import Job, JobState
from core.tenancy.scope import in_workspace
from tests.ai_features.gateway.conftest import embedding_model_at
from tests.ai_features.knowledge.moving import begin, noted, perform, states

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]
SPACE_BEING_BUILT = "ai_features.knowledge.indexing.spaces.building_space"
SPACES_OF = "ai_features.knowledge.indexing.spaces.spaces_of"


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
    third = embedding_model_at(upstream, name="bge-m3")
    begin(acme_access, project, other)
    with pytest.raises(Conflict, match="Stop that first"):
        begin(acme_access, project, third)


def test_of_two_moves_started_at_once_the_second_is_refused(
    handbook, project, acme_access, other, upstream, monkeypatch
):
    begin(acme_access, project, other)
    monkeypatch.setattr(SPACE_BEING_BUILT, lambda project: None)
    with pytest.raises(Conflict, match="Stop that first"):
        begin(acme_access, project, embedding_model_at(upstream, name="bge-m3"))


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
    third = embedding_model_at(upstream, name="bge-m3")
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

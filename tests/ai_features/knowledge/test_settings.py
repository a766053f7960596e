"""A project's search settings apply to every search in it, and to no other project."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from ai_features.knowledge.finding.fusion import EVEN
from ai_features.knowledge.search import search
from ai_features.knowledge.settings import (
    ProjectSearch,
    SearchSettings,
    keep_settings,
    kept_settings,
)
from core.errors import Invalid
from core.tenancy.scope import in_workspace
from tests.ai_features.knowledge.conftest import make_project

pytestmark = pytest.mark.django_db
QUERY = "are batteries covered by the warranty?"


def keep(access, project, share):
    with in_workspace(project.workspace_id):
        keep_settings(access=access, project=project, settings=SearchSettings(share))


def kept(project):
    with in_workspace(project.workspace_id):
        return kept_settings(project).vector_share


def test_without_settings_the_share_of_meaning_depends_on_the_query(handbook, project):
    shares = {search(project=project, query=text).vector_share for text in (QUERY, "zeppelin")}
    assert shares == {EVEN, 1.0}
    assert kept(project) is None


def test_saved_settings_apply_to_every_search(handbook, project, acme_access):
    keep(acme_access, project, 0.25)
    assert search(project=project, query=QUERY).vector_share == 0.25
    keep(acme_access, project, None)
    assert search(project=project, query=QUERY).vector_share != 0.25


def test_settings_under_trial_take_precedence_and_are_not_saved(handbook, project, acme_access):
    keep(acme_access, project, 0.25)
    result = search(project=project, query=QUERY, settings=SearchSettings(0.75))
    assert result.vector_share == 0.75
    assert kept(project) == 0.25


@pytest.mark.parametrize(("share", "leg"), [(0.0, "lexical"), (1.0, "vector")])
def test_a_share_of_zero_or_one_ranks_like_one_leg(handbook, project, share, leg):
    result = search(project=project, query=QUERY, settings=SearchSettings(share))
    hits = getattr(result, leg)
    assert result.fused[0].key == hits[0][0]


@pytest.mark.parametrize(("mode", "share"), [("keyword", 0.0), ("semantic", 1.0)])
def test_a_leg_that_was_not_searched_has_no_share(handbook, project, mode, share):
    result = search(project=project, query=QUERY, mode=mode, settings=SearchSettings(0.5))
    assert result.vector_share == share
    assert result.passages[0].score == 1.0


def test_a_result_shows_both_legs_and_how_they_were_fused(handbook, project):
    result = search(project=project, query=QUERY, settings=SearchSettings(0.5))
    assert {key for key, _ in result.lexical} <= {hit.key for hit in result.fused}
    assert [score for _, score in result.vector] == sorted(
        (score for _, score in result.vector), reverse=True
    )
    for hit in result.fused:
        assert hit.score == pytest.approx(0.5 * hit.lexical + 0.5 * hit.vector)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_out_of_range_is_refused(share):
    with pytest.raises(Invalid):
        SearchSettings(share)


def test_the_database_refuses_a_share_out_of_range(project):
    row = ProjectSearch(workspace_id=project.workspace_id, project=project, vector_share=2)
    with pytest.raises(IntegrityError), in_workspace(project.workspace_id):
        row.save(force_insert=True)


def test_settings_are_one_row_per_project_and_walled_off(project, acme_access, globex):
    keep(acme_access, project, 0.25)
    keep(acme_access, project, 0.5)
    other = make_project(globex)
    with in_workspace(project.workspace_id):
        assert ProjectSearch.objects.for_workspace(project.workspace_id).count() == 1
    with in_workspace(globex.pk):
        assert not ProjectSearch.unscoped.exists()
        assert kept_settings(project) == SearchSettings()
    assert kept(other) is None


def test_settings_cannot_belong_to_another_workspaces_project(project, globex):
    row = ProjectSearch(workspace=globex, project=project, vector_share=0.5)
    with pytest.raises(IntegrityError), in_workspace(globex.pk), transaction.atomic():
        row.save(force_insert=True)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

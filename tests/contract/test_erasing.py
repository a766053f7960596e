"""What is deleted is gone from every table, and nothing else is."""

from __future__ import annotations

import pytest
from django.db import connection

from ai_features.knowledge.models import Chunk, Collection, TermStatistic
from core.tenancy.erasing import erase, owned_models, ways_to
from core.tenancy.scope import in_workspace
from projects.models import Document, DocumentPage, Project
from tests.rows import fill_every_table, fill_tables

pytestmark = pytest.mark.django_db

# Rows that triggers write and delete as documents come and go.
KEPT_BY_TRIGGERS = {Collection, TermStatistic}


def keys(workspace):
    with in_workspace(workspace.pk):
        return {
            model: set(model.objects.for_workspace(workspace).values_list("pk", flat=True))
            for model in owned_models()
        }


@pytest.mark.parametrize("target", [Project, Document], ids=lambda model: model.__name__)
def test_erasing_a_row_deletes_all_that_belongs_to_it_and_nothing_else(acme, target):
    below = {target, *ways_to(target)}
    assert len(below) > 7
    ours = fill_every_table(acme)
    kept = keys(acme)
    other = fill_tables(below, ours)
    with in_workspace(acme.pk):
        erase(other[target])
    left = keys(acme)
    for model in set(owned_models()) - KEPT_BY_TRIGGERS:
        assert left[model] == kept[model], model


def test_erasing_takes_one_statement_per_table_however_many_rows_there_are(
    acme, django_assert_max_num_queries
):
    ours = fill_every_table(acme)
    for _ in range(20):
        fill_tables({Document, DocumentPage, Chunk}, ours)
    with in_workspace(acme.pk), django_assert_max_num_queries(len(ways_to(Project)) + 1):
        erase(ours[Project])


def test_a_strangers_scope_erases_nothing(acme, globex):
    ours = fill_every_table(acme)
    before = keys(acme)
    with in_workspace(globex.pk):
        erase(ours[Project])
    assert keys(acme) == before


def test_every_key_between_owned_rows_says_what_happens_on_deletion():
    """Deletions that bypass Django's cascade rely on each composite key to cascade or set null."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND cardinality(conkey) > 1"
            " AND confdeltype NOT IN ('c', 'n')"
        )
        assert cursor.fetchall() == []

"""Reads whose SQL Django compiles once return exactly what the queryset would return."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection
from django.db.models import Model

from core.assembly.database import PREPARED_AFTER
from core.audit.models import AuditEvent
from core.keys.models import ApiKey
from core.keys.services import create_personal_key
from core.tenancy.prepared import Prepared, PreparedInsert, PreparedRows, fetch_prepared
from core.tenancy.scope import as_user, in_workspace
from core.workspaces.queries import user_access
from projects.models import Demo, Project
from projects.services import create_project


@pytest.fixture(autouse=True)
def _one_project_each(acme, globex, acme_access, grace):
    """Give each client a project with the same slug."""
    for client, access in ((acme, acme_access), (globex, user_access(grace, globex.slug))):
        with in_workspace(client.pk):
            create_project(access=access, name="Handbook")


def values(row: Model) -> dict[str, object]:
    return {key: value for key, value in vars(row).items() if key != "_state"}


def projects(workspace_id):
    return Project.objects.for_workspace(workspace_id)


def event_of(client):
    return AuditEvent(workspace=client, actor_kind="user", actor_label="Ada", action="x.tried")


def test_a_row_is_the_one_the_queryset_would_return(acme):
    read = Prepared(Project, lambda ws, slug: projects(ws).filter(slug=slug), UUID, str)
    with in_workspace(acme.pk):
        project = projects(acme).get()
        found = read(acme.pk, project.slug)
    assert values(found) == values(project)
    assert not found._state.adding


def test_json_columns_are_decoded(acme):
    read = Prepared(
        Demo, lambda ws, kind: Demo.objects.for_workspace(ws).filter(kind=kind), UUID, str
    )
    with in_workspace(acme.pk):
        demo = Demo.objects.for_workspace(acme).get(kind="chat")
        assert values(read(acme.pk, "chat")) == values(demo)
        assert isinstance(demo.settings, dict)


def test_a_related_row_comes_along(ada):
    made, _ = create_personal_key(user=ada, name="beside", scopes=["read"])
    read = Prepared(ApiKey, lambda pk: ApiKey.unscoped.filter(pk=pk), UUID, beside="user")
    with as_user(ada.pk):
        found = read(made.pk)
    assert values(found.user) == values(type(ada).objects.get(pk=ada.pk))


def test_a_missing_related_row_is_none(acme):
    key = ApiKey(workspace=acme, name="own", prefix="vt_x", digest="d", scopes=["read"])
    read = Prepared(ApiKey, lambda pk: ApiKey.unscoped.filter(pk=pk), UUID, beside="user")
    with in_workspace(acme.pk):
        key.save(force_insert=True)
        assert read(key.pk).user is None


def test_a_missing_row_is_none(acme):
    read = Prepared(Project, lambda ws, pk: projects(ws).filter(pk=pk), UUID, UUID)
    with in_workspace(acme.pk):
        assert read(acme.pk, uuid4()) is None


def test_each_call_uses_its_own_values(acme, globex):
    read = Prepared(Project, projects, UUID)
    for client in (acme, globex, acme):
        with in_workspace(client.pk):
            assert read(client.pk).workspace_id == client.pk


def test_a_value_may_occur_twice_in_the_statement(acme):
    read = PreparedRows(
        lambda word: (
            Project.unscoped.filter(slug=word) | Project.unscoped.filter(name=word)
        ).values_list("name"),
        str,
    )
    with in_workspace(acme.pk):
        assert read("handbook") == read("Handbook") == [("Handbook",)]
        assert read("no project has this name") == []


def test_a_value_missing_from_the_statement_is_refused():
    for read in (
        PreparedRows(lambda ws, slug: projects(ws), UUID, str),
        PreparedRows(lambda ws, slug: projects(ws).filter(slug__icontains=slug), UUID, str),
    ):
        with pytest.raises(TypeError):
            read(uuid4(), "handbook")


def test_a_list_of_any_length_uses_one_statement(acme):
    read = PreparedRows(
        lambda ws, slugs: projects(ws).filter(slug__any_of=slugs).values_list("slug"),
        *(UUID, list[str]),
    )
    with in_workspace(acme.pk):
        slug = projects(acme).get().slug
        assert read(acme.pk, []) == []
        assert read(acme.pk, ["other", slug, "third"]) == [(slug,)]


def test_a_stranger_gets_no_row_even_by_a_read_without_the_managers_lock(acme, globex):
    read = PreparedRows(lambda: Project.unscoped.values_list("workspace_id"))
    with in_workspace(globex.pk):
        assert {row[0] for row in read()} == {globex.pk}


def test_a_frequent_read_is_planned_once(acme):
    read = PreparedRows(lambda ws: projects(ws).values_list("slug"), UUID)
    with in_workspace(acme.pk):
        for _ in range(PREPARED_AFTER + 1):
            assert read(acme.pk) == [("handbook",)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT statement FROM pg_prepared_statements")
            planned = [statement for (statement,) in cursor.fetchall()]
    assert [statement for statement in planned if "projects_project" in statement]


def test_a_cached_plan_still_shows_each_workspace_its_own(acme, globex):
    read = PreparedRows(lambda: Project.unscoped.values_list("workspace_id"))
    for _ in range(PREPARED_AFTER + 1):
        for client in (acme, globex):
            with in_workspace(client.pk):
                assert read() == [(client.pk,)]


def test_an_insert_writes_the_same_row_as_save(acme):
    saved, inserted = event_of(acme), event_of(acme)
    with in_workspace(acme.pk):
        saved.save(force_insert=True)
        PreparedInsert(AuditEvent)(inserted)
        kept = AuditEvent.objects.for_workspace(acme)
        assert values(kept.get(pk=inserted.pk)) == values(inserted)
        alike = {"id", "created_at"}
        assert {name: value for name, value in values(inserted).items() if name not in alike} == {
            name: value for name, value in values(saved).items() if name not in alike
        }


def test_an_insert_for_another_workspace_is_refused(acme, globex):
    with pytest.raises(DatabaseError), in_workspace(acme.pk):
        PreparedInsert(AuditEvent)(event_of(globex))


@pytest.mark.django_db(transaction=True)
def test_reads_go_on_after_a_failed_one_and_on_a_new_connection(acme, globex):
    names = PreparedRows(lambda ws: projects(ws).values_list("workspace_id"), UUID)
    with in_workspace(acme.pk):
        kept = names(acme.pk)
    with pytest.raises(DatabaseError), in_workspace(acme.pk):
        fetch_prepared("SELECT 1 / 0", [])
    with in_workspace(globex.pk):
        assert names(globex.pk) == [(globex.pk,)]
    connection.close()
    with in_workspace(acme.pk):
        assert names(acme.pk) == kept == [(acme.pk,)]

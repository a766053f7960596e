"""The third lock, row-level security, checked in the catalog and tried from inside."""

from __future__ import annotations

import uuid

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import ForeignKey

from core.assembly.database import APP_ROLE
from core.audit.models import AuditEvent
from core.keys.models import ApiKey
from core.rest.models import KeptAnswer
from core.tenancy.owned import OwnedManager, UnscopedQuery, WorkspaceOwned
from core.tenancy.scope import as_user, holding_credential, in_workspace, sweeping
from core.workspaces.models import Membership, Workspace

FEATURES = ("runs", "gateway", "knowledge", "summary", "search", "chat", "bench", "sample")
OURS = ("core", "projects", *FEATURES)
NOT_OWNED = {
    "core.User": "a person is in several workspaces",
    "core.Workspace": "the workspace itself; its policy is on its own id",
    "core.ApiKey": "a personal key has a person instead; policy and manager are as on owned rows",
    "core.KeptAnswer": "belongs to the credential that asked, whose digest is in its name",
}


def our_models():
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def test_every_model_is_owned_or_listed_with_a_reason():
    loose = {m._meta.label for m in our_models() if not issubclass(m, WorkspaceOwned)}
    assert loose <= set(NOT_OWNED), "own it by a workspace, or write down why not"


def test_every_listed_exception_still_has_its_model():
    assert set(NOT_OWNED) <= {m._meta.label for m in our_models()}


def test_every_model_with_a_workspace_requires_it():
    for model in our_models():
        if any(f.name == "workspace" for f in model._meta.local_fields):
            assert isinstance(model.objects, OwnedManager), model
            assert model._meta.default_manager.name == "unscoped", model
            with pytest.raises(UnscopedQuery):
                model.objects.all()


def rows(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


TABLES_WITH_A_WORKSPACE = """
SELECT c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id'
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped
"""


# Policies that open a table only to its owner, who serves no requests, and why.
OWNER_ONLY = {
    (
        "knowledge_chunkterms",
        "owner_finds_words",
    ): "knowledge_word_hits runs as the owner, or no index could serve it; hashes, no text",
}


@pytest.mark.django_db
def test_tables_open_to_the_owner_are_open_to_nobody_else_and_only_for_reading():
    for table, policy in OWNER_ONLY:
        ((command, roles, owner),) = rows(
            "SELECT polcmd::text, polroles::regrole[]::text[], relowner::regrole::text"
            " FROM pg_policy JOIN pg_class c ON c.oid = polrelid"
            " WHERE relname = %s AND polname = %s",
            table,
            policy,
        )
        assert (command, roles) == ("r", [owner])
        assert rows("SELECT pg_has_role(current_user, %s, 'USAGE')", owner) == [(False,)]


@pytest.mark.django_db
def test_every_table_with_a_workspace_forces_row_level_security():
    tables = rows(TABLES_WITH_A_WORKSPACE)
    assert {"core_membership", "core_job", "core_auditevent"} <= {name for _, name, *_ in tables}
    assert [name for _, name, on, forced in tables if not (on and forced)] == []
    for oid, name, *_ in [
        *tables,
        *rows("SELECT 'core_workspace'::regclass::oid, 'core_workspace'"),
    ]:
        policies = rows(
            "SELECT pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) "
            "FROM pg_policy WHERE polrelid = %s AND polname <> ALL (%s)",
            oid,
            [policy for table, policy in OWNER_ONLY if table == name],
        )
        assert policies, f"{name} has no policy"
        for seen, written in policies:
            assert "app.ws" in seen, name
            assert written is None or "app.ws" in written, name


# Tables that every session sees in full, and why they cannot be split by workspace.
A_PERSONS = "a person is in several workspaces, and is looked up by address or cookie to sign in"
OPEN_TABLES = {
    "core_user": A_PERSONS,
    "account_emailaddress": A_PERSONS,
    "account_emailconfirmation": A_PERSONS,
    "mfa_authenticator": A_PERSONS,
    "usersessions_usersession": A_PERSONS,
    "django_session": "looked up by its cookie before anybody is known",
    "auth_group": "Django's own, empty: rights are roles in workspaces",
    "auth_group_permissions": "Django's own, empty",
    "auth_permission": "Django's own: names of models",
    "django_content_type": "Django's own: names of models",
    "django_migrations": "Django's own: names of migrations, for reading only",
}


@pytest.mark.django_db
def test_every_other_table_has_a_policy_or_is_listed_with_a_reason():
    tables = rows(
        "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class "
        "WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )
    assert {name for name, locked in tables if not locked} == set(OPEN_TABLES)


def test_a_stored_answer_is_visible_to_its_caller_its_workspace_and_the_sweep(
    acme_api, acme, globex
):
    acme_api.post("/workspaces/acme/projects", {"name": "One"}, **{"Idempotency-Key": "one"})
    assert not KeptAnswer.objects.exists()
    with in_workspace(globex.pk):
        assert not KeptAnswer.objects.exists()
        assert KeptAnswer.objects.update(status=200) == KeptAnswer.objects.all().delete()[0] == 0
    with in_workspace(acme.pk):
        kept = KeptAnswer.objects.get()
    for opening in (holding_credential(kept.key), sweeping()):
        with opening:
            assert KeptAnswer.objects.get() == kept
    with holding_credential("0" * 64):
        assert not KeptAnswer.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            KeptAnswer(key="1" * 64, fingerprint="").save(force_insert=True)


# Columns of each index of one kind, over all rows of its table; the first is the workspace or not.
INDEXES = """
    SELECT relation.relname, index.relname, string_to_array(indkey::text, ' '), indisunique,
        attname = 'workspace_id'
    FROM pg_index
    JOIN pg_class AS relation ON relation.oid = indrelid
    JOIN pg_class AS index ON index.oid = indexrelid
    JOIN pg_am ON pg_am.oid = index.relam AND amname = 'btree'
    LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
    WHERE relation.relnamespace = 'public'::regnamespace AND indpred IS NULL AND indexprs IS NULL
"""


@pytest.mark.django_db
def test_every_table_with_a_workspace_has_an_index_that_begins_with_it():
    led = {table for table, _, _, _, leads in rows(INDEXES) if leads}
    assert {name for _, name, *_ in rows(TABLES_WITH_A_WORKSPACE)} <= led


@pytest.mark.django_db
def test_no_index_of_a_table_with_a_workspace_is_only_the_beginning_of_another():
    owned = {name for _, name, *_ in rows(TABLES_WITH_A_WORKSPACE)}
    indexes = [row for row in rows(INDEXES) if row[0] in owned and not row[1].endswith("_like")]
    for table, name, columns, unique, _ in indexes:
        for other_table, other, more, *_ in indexes:
            if table == other_table and name != other and not unique:
                assert more[: len(columns)] != columns, f"{name} is the beginning of {other}"


@pytest.mark.django_db
def test_every_key_between_owned_rows_includes_the_workspace():
    """Foreign key checks bypass row-level security, so each key needs a composite twin."""
    composite = {
        (table, column)
        for table, columns in rows(
            """
            SELECT c.conrelid::regclass::text,
                   (SELECT array_agg(a.attname::text) FROM pg_attribute a
                    WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey))
            FROM pg_constraint c WHERE c.contype = 'f' AND cardinality(c.conkey) > 1
            """
        )
        for column in columns
    }
    for model in our_models():
        for field in model._meta.local_fields:
            if isinstance(field, ForeignKey) and issubclass(field.related_model, WorkspaceOwned):
                assert (model._meta.db_table, field.column) in composite, field


@pytest.mark.django_db
def test_the_serving_role_owns_nothing_and_cannot_bypass_policies():
    assert rows("SELECT current_user") == [(APP_ROLE,)]
    assert rows("SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = %s", APP_ROLE) == []
    facts = rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication "
        "FROM pg_roles WHERE rolname = %s",
        APP_ROLE,
    )
    assert facts == [(False, False, False, False, False)]
    memberships = "SELECT 1 FROM pg_auth_members WHERE member = %s::regrole"
    assert rows(memberships, APP_ROLE) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE core_job DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own_rows ON core_job",
        "CREATE POLICY all_rows ON core_job USING (true)",
        "DROP TABLE core_job",
        "DELETE FROM django_migrations",
        "CREATE TABLE mine (id int)",
    ],
)
def test_the_serving_role_cannot_unlock_anything(statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_grants_give_no_truncate():
    """TRUNCATE ignores policies; only the tests' clean-up is granted it, in addition."""
    from core.tenancy.grants import GRANTS

    assert "TRUNCATE" not in GRANTS
    assert "ALL PRIVILEGES" not in GRANTS


def test_without_the_manager_lock_the_database_still_shows_one_workspace(acme, globex):
    with in_workspace(acme.pk):
        for model in (Membership, AuditEvent):
            seen = set(model.unscoped.values_list("workspace_id", flat=True))
            assert seen == {acme.pk}
        assert list(Workspace.objects.values_list("pk", flat=True)) == [acme.pk]


def test_without_the_manager_lock_nothing_of_another_can_be_changed(acme, globex, grace):
    with in_workspace(acme.pk):
        theirs = Membership.unscoped.filter(workspace=globex)
        assert theirs.update(role="viewer") == 0
        assert theirs.delete()[0] == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Membership(workspace=globex, user=grace, role="owner").save()
        with pytest.raises(DatabaseError), transaction.atomic():
            Membership.unscoped.filter(workspace=acme).update(workspace=globex)
    with in_workspace(globex.pk):
        assert Membership.unscoped.get().role == "owner"


def test_outside_any_workspace_nothing_is_visible(acme, globex):
    for model in our_models():
        if "workspace_id" in {field.attname for field in model._meta.local_fields}:
            assert not model.unscoped.exists(), model
    assert not Workspace.objects.exists()


def test_nested_scopes_restore_the_outer_one(acme, globex):
    with in_workspace(acme.pk):
        with in_workspace(globex.pk):
            assert Workspace.objects.get() == globex
        assert Workspace.objects.get() == acme
    assert not Workspace.objects.exists()


def test_a_failing_scope_restores_the_outer_one(acme, globex):
    with in_workspace(acme.pk):
        with pytest.raises(KeyError), in_workspace(globex.pk):
            raise KeyError
        assert Workspace.objects.get() == acme


def test_a_rolled_back_scope_restores_the_outer_one(acme, globex):
    with in_workspace(acme.pk):
        with in_workspace(globex.pk):
            Workspace.objects.update(name="Changed")
            transaction.set_rollback(True)
        assert Workspace.objects.get() == acme
    with in_workspace(globex.pk):
        assert Workspace.objects.get().name == "Globex"


def test_a_person_sees_only_their_own_memberships(acme, globex, ada):
    with as_user(ada.pk):
        assert [row.workspace_id for row in Membership.unscoped.all()] == [acme.pk]
        assert not AuditEvent.unscoped.exists()


def test_a_credential_sees_one_key(acme, ada, acme_workspace_api, api_for):
    api_for(ada)
    with in_workspace(acme.pk):
        digest = ApiKey.unscoped.values_list("digest", flat=True).first()
    with holding_credential(digest):
        assert ApiKey.unscoped.count() == 1
    with holding_credential("0" * 64):
        assert not ApiKey.unscoped.exists()


def test_the_sweep_sees_jobs_and_nothing_else(acme, globex):
    with sweeping():
        assert not Membership.unscoped.exists()
        assert not AuditEvent.unscoped.exists()
        assert not Workspace.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_next_transaction_on_a_connection_starts_without_a_scope():
    workspace = uuid.uuid4()
    with in_workspace(workspace):
        assert rows("SELECT current_setting('app.ws', true)") == [(str(workspace),)]
        before = rows("SELECT pg_backend_pid()")
    assert rows("SELECT pg_backend_pid()") == before
    assert rows("SELECT coalesce(current_setting('app.ws', true), '')") == [("",)]


@pytest.mark.django_db(transaction=True)
def test_a_failed_transaction_leaves_no_scope_behind():
    with pytest.raises(KeyError), in_workspace(uuid.uuid4()):
        raise KeyError
    assert rows("SELECT coalesce(current_setting('app.ws', true), '')") == [("",)]

"""Somebody who injects SQL into one of the site's queries gains nothing."""

from __future__ import annotations

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from core.assembly.database import APP_ROLE
from core.embedded.services import Plan
from core.owner import OwnerUnknown, owner_connection, owner_is_known
from core.supervisor import programs

OWNER = "vitrine"


@pytest.fixture
def parted():
    if not settings.VITRINE.owner_address:
        pytest.skip("DATABASE_URL names one login for everything here.")


@pytest.fixture
def login(db, parted):
    """Log in as the site does, on a connection outside the test's transaction."""
    with psycopg.connect(
        settings.VITRINE.database_address,
        dbname=settings.DATABASES["default"]["NAME"],
        autocommit=True,
    ) as made:
        yield made


def who(login):
    return login.execute("SELECT session_user, current_user").fetchone()


@pytest.mark.parametrize("statement", ["RESET ROLE", "SET ROLE NONE", "RESET ALL", "DISCARD ALL"])
def test_resetting_the_role_restores_no_rights(login, statement):
    login.execute(statement)
    assert who(login) == (APP_ROLE, APP_ROLE)


@pytest.mark.parametrize(
    "statement",
    [
        f"SET ROLE {OWNER}",
        f"SET SESSION AUTHORIZATION {OWNER}",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION postgres",
        "SET ROLE pg_read_all_data",
        f"GRANT {OWNER} TO {APP_ROLE}",
        f"ALTER ROLE {APP_ROLE} BYPASSRLS",
        f"ALTER ROLE {APP_ROLE} SUPERUSER",
        "ALTER TABLE core_job DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE core_job NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY own_rows ON core_job",
        "CREATE POLICY all_rows ON core_job USING (true)",
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA mine",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE TEMPORARY VIEW mine AS SELECT 1",
        "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE mine",
        "SELECT lo_create(0)",
        "SELECT lo_creat(0)",
        "SELECT lo_from_bytea(0, 'mine')",
        "COPY core_job TO PROGRAM 'cat'",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT rolpassword FROM pg_authid",
    ],
)
def test_the_login_cannot_take_another_role_or_unlock_anything(login, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login.execute(statement)
    assert who(login) == (APP_ROLE, APP_ROLE)


@pytest.mark.parametrize("other", ["postgres", "template1"])
def test_the_login_cannot_connect_to_another_database(login, other):
    if not login.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
        pytest.skip("The server is somebody else's.")
    for address in (settings.VITRINE.database_address, settings.VITRINE.owner_address):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(address, dbname=other).close()


def test_after_every_attempt_clients_rows_are_still_hidden(login, acme, globex):
    login.execute("RESET ROLE")
    assert login.execute("SELECT count(*) FROM core_membership").fetchone() == (0,)


def test_the_site_itself_logs_in_as_the_role_that_owns_nothing(db, parted):
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        assert cursor.fetchone() == (APP_ROLE,)


def test_the_owner_builds_indexes_on_a_connection_of_its_own(transactional_db):
    assert owner_is_known()
    with owner_connection() as owner:
        owner.execute("CREATE INDEX CONCURRENTLY of_a_test ON core_job (kind)")
        owner.execute("DROP INDEX CONCURRENTLY of_a_test")


def test_the_owner_cannot_see_clients_rows(transactional_db, acme, globex):
    with owner_connection() as owner:
        assert owner.execute("SELECT count(*) FROM core_membership").fetchone() == (0,)


def test_a_process_without_the_owners_login_cannot_connect_as_the_owner(db, parted, monkeypatch):
    monkeypatch.delenv("DATABASE_OWNER_URL")
    monkeypatch.setattr("core.owner.get_config", type(settings.VITRINE))
    assert not owner_is_known()
    with pytest.raises(OwnerUnknown), owner_connection():
        pass


def test_the_web_process_does_not_know_the_owners_login(monkeypatch):
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://canary@127.0.0.1/vitrine")
    monkeypatch.setenv("VITRINE_ADMIN_DATABASE_URL", "postgresql://canary@127.0.0.1/postgres")
    plan = Plan("postgresql://app@a/b", "postgresql://canary@a/b", "redis://c/0", None, None)
    env = programs.site_environment(settings.VITRINE, plan)
    for program in (programs.web(settings.VITRINE, env), programs.beat(env)):
        assert "canary" not in str(program)
    worker = programs.worker(programs.owner_environment(env, plan))
    assert worker.env["DATABASE_OWNER_URL"] == plan.owner_url
    assert "VITRINE_ADMIN_DATABASE_URL" not in worker.env

"""A database that we do not run is prepared as far as its owner's rights allow."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from core.assembly.config import Config
from core.embedded.bootstrap import make_database, prepare_database
from core.embedded.errors import ServiceError
from core.embedded.services import plan_services, running
from tests.core.embedded.test_servers import data_dir

__all__ = ["data_dir"]
pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]
OWNER, SITE = "somebody", "vitrine_app"


@pytest.fixture
def server(data_dir):
    """A server that we do not run: a database and its owner, and nothing of ours."""
    plan = plan_services(data_dir, durable=False)
    with running(plan), psycopg.connect(plan.postgres.admin_url, autocommit=True) as admin:
        _forget(admin)
        admin.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE PASSWORD 'of-the-owner'")
        admin.execute(f"CREATE DATABASE theirs OWNER {OWNER}")
        yield plan.postgres.admin_url
        _forget(admin)


def _forget(admin):
    admin.execute("DROP DATABASE IF EXISTS theirs WITH (FORCE)")
    admin.execute("DROP DATABASE IF EXISTS vitrine WITH (FORCE)")
    for role in (SITE, "other", OWNER, "vitrine"):
        admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


def login(server, user, password):
    return make_conninfo(server, dbname="theirs", user=user, password=password)


@pytest.fixture
def owner_url(server):
    return login(server, OWNER, "of-the-owner")


@pytest.fixture
def site_url(server):
    return login(server, SITE, "of-the-site")


def session(url):
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT session_user").fetchone()[0]


def as_admin(server, statement):
    with psycopg.connect(server, dbname="theirs", autocommit=True) as admin:
        admin.execute(statement)


def test_owner_who_may_create_roles_creates_the_sites_login(owner_url, site_url):
    prepare_database(site_url, owner_url=owner_url)
    prepare_database(site_url, owner_url=owner_url)
    assert session(site_url) == SITE


def test_owner_who_may_not_create_roles_is_told_what_the_administrator_must_run(
    server, owner_url, site_url
):
    as_admin(server, f"CREATE ROLE {SITE}; ALTER ROLE {OWNER} NOCREATEROLE")
    with pytest.raises(ServiceError, match="ALTER ROLE vitrine_app LOGIN PASSWORD") as refused:
        prepare_database(site_url, owner_url=owner_url)
    assert "of-the-site" not in str(refused.value)

    as_admin(server, f"ALTER ROLE {SITE} LOGIN PASSWORD 'of-the-site'")
    prepare_database(site_url, owner_url=owner_url)
    assert session(site_url) == SITE


def test_one_login_for_everything_drops_its_rights_as_before(owner_url):
    prepare_database(owner_url)
    with psycopg.connect(owner_url, options=f"-c role={SITE}") as connection:
        assert connection.execute("SELECT current_user").fetchone() == (SITE,)


def test_the_owners_login_in_both_addresses_is_refused(owner_url):
    with pytest.raises(ServiceError, match="is, or can become, the owner"):
        prepare_database(owner_url, owner_url=owner_url)


def test_a_site_login_that_can_become_an_administrator_is_refused(server, owner_url, site_url):
    prepare_database(site_url, owner_url=owner_url)
    as_admin(server, f"CREATE ROLE other CREATEROLE; GRANT other TO {SITE}")
    with pytest.raises(ServiceError, match="can become, the owner or an administrator"):
        prepare_database(site_url, owner_url=owner_url)


def test_a_login_with_another_name_needs_the_role_that_owns_nothing(server, owner_url):
    as_admin(server, "CREATE ROLE other LOGIN PASSWORD 'of-the-other'")
    other = login(server, "other", "of-the-other")
    with pytest.raises(ServiceError, match='GRANT vitrine_app TO "other"'):
        prepare_database(other, owner_url=owner_url)
    as_admin(server, f"GRANT {SITE} TO other")
    prepare_database(other, owner_url=owner_url)


def test_a_wrong_password_for_another_login_is_an_error_message(server, owner_url):
    with pytest.raises(ServiceError, match="DATABASE_URL cannot be reached"):
        prepare_database(login(server, "other", "wrong"), owner_url=owner_url)


def test_the_administrator_creates_both_logins(server):
    owner = make_conninfo(server, dbname="vitrine", user="vitrine", password="one")
    site = make_conninfo(server, dbname="vitrine", user=SITE, password="two")
    make_database(server, owner_url=owner, app_url=site)
    prepare_database(site, owner_url=owner)
    assert (session(owner), session(site)) == ("vitrine", SITE)


@pytest.mark.parametrize(
    ("url", "owner"),
    [("", "postgresql://a@h/v"), ("postgresql://a@h/v", "postgresql://b@h/other")],
)
def test_an_owner_of_another_database_refuses_to_start(url, owner):
    with pytest.raises(ValueError, match="must name the same database"):
        Config(database_url=url, database_owner_url=owner)


def test_an_owner_address_that_is_not_postgresql_refuses_to_start():
    with pytest.raises(ValueError, match="runs on PostgreSQL only"):
        Config(database_url="postgresql://a@h/v", database_owner_url="mysql://b@h/v")

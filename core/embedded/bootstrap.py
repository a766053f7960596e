"""What a database needs before the first migration: its roles, logins and the vector type."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, LiteralString

import psycopg
from psycopg import sql

from core.embedded.errors import ServiceError
from core.embedded.roles import APP_ROLE, OWNER

# Every server has these, open to every login.
OTHERS: Final = ("postgres", "template1")
ALONE: Final = "REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC"
# Row-level security does not cover large objects.
NO_LARGE_OBJECTS: Final = (
    "REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea)"
    " FROM PUBLIC"
)

MAY_BECOME_POWERFUL: Final = """
SELECT 1 FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER')
AND (rolname = %s OR rolsuper OR rolbypassrls OR rolcreaterole)
"""

_Connection = psycopg.Connection[tuple[object, ...]]


def make_database(
    admin_url: str, *, owner_url: str, app_url: str = "", templates: bool = False
) -> None:
    """Create logins, database and extension on a server of our own; safe to repeat.

    The owner creates the tables and is not a superuser. ``app_url`` is the site's login, which
    owns nothing; without it the site logs in as the owner. Only administrators may connect to the
    server's other databases. With ``templates``, databases created later, such as a test run's,
    start out the same, and the owner may create and drop them.
    """
    with psycopg.connect(admin_url, autocommit=True) as admin:
        _make_owner(admin, password=_password_of(owner_url), may_create=templates)
        _make_app_role(admin)
        if app_url:
            _let_app_log_in(admin, password=_password_of(app_url))
        else:
            _let_owner_drop(admin, OWNER)
        if templates:
            # Dropping a database means ending its sessions, and the site's are another login's.
            admin.execute(sql.SQL("GRANT pg_signal_backend TO {}").format(sql.Identifier(OWNER)))
        if not _exists(admin, "SELECT 1 FROM pg_database WHERE datname = %s", OWNER):
            admin.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(sql.Identifier(OWNER)))
        for name in OTHERS:
            admin.execute(sql.SQL(ALONE).format(sql.Identifier(name)))
    for name in ["template1", OWNER] if templates else [OWNER]:
        with psycopg.connect(admin_url, dbname=name, autocommit=True) as admin:
            admin.execute("CREATE EXTENSION IF NOT EXISTS vector")
            admin.execute(NO_LARGE_OBJECTS)


def prepare_database(url: str, *, owner_url: str = "") -> None:
    """Create what a database that we do not run is missing, as far as its owner is allowed to.

    ``url`` is the site's login. Without ``owner_url`` it is the owner's too.

    Raises:
        ServiceError: the database cannot be reached, or an administrator must help; it says how.
    """
    name = "DATABASE_OWNER_URL" if owner_url else "DATABASE_URL"
    with _reaching(owner_url or url, name=name) as owner:
        _prepare(owner, alone=not owner_url)
        if owner_url and not _answers(url):
            _give_app_its_login(owner, url)
        if owner_url:
            with _reaching(url, name="DATABASE_URL") as app:
                _refuse_power(app, owner=owner.info.user)


@contextmanager
def _reaching(url: str, *, name: str) -> Iterator[_Connection]:
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise ServiceError(
            f"The database of {name} cannot be reached: {_first_line(error)}"
        ) from error
    with connection:
        yield connection


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def _give_app_its_login(owner: _Connection, url: str) -> None:
    """Let the app role log in with the password of ``url``; leave any other login alone."""
    if psycopg.conninfo.conninfo_to_dict(url).get("user") != APP_ROLE:
        return
    try:
        _let_app_log_in(owner, password=_password_of(url))
    except psycopg.errors.InsufficientPrivilege as error:
        raise ServiceError(
            f"The site cannot log in as {APP_ROLE}, and the owner may not let it "
            f"({_first_line(error)}). Run this once as the database's administrator, with the "
            f"password of DATABASE_URL:\n  ALTER ROLE {APP_ROLE} LOGIN PASSWORD '…';"
        ) from error


def _refuse_power(app: _Connection, *, owner: str) -> None:
    """Refuse a site's login that could become the owner, or that cannot act as the app role."""
    login = app.info.user
    if _exists(app, MAY_BECOME_POWERFUL, owner):
        raise ServiceError(
            f"The login {login} of DATABASE_URL is, or can become, the owner or an administrator. "
            f"Let the site log in as {APP_ROLE}, or as a role that is a member of {APP_ROLE} "
            "alone; to keep using one login, leave DATABASE_OWNER_URL out."
        )
    if not _exists(app, "SELECT 1 WHERE pg_has_role(session_user, %s, 'SET')", APP_ROLE):
        raise ServiceError(
            f"The login {login} of DATABASE_URL may not act as {APP_ROLE}. Run this once as the "
            f'database\'s administrator:\n  GRANT {APP_ROLE} TO "{login}";'
        )


def _prepare(owner: _Connection, *, alone: bool) -> None:
    name = owner.info.user
    try:
        _make_app_role(owner)
        if alone:
            _let_owner_drop(owner, name)
        if not _exists(owner, "SELECT 1 FROM pg_extension WHERE extname = %s", "vector"):
            owner.execute("CREATE EXTENSION vector")
    except psycopg.errors.InsufficientPrivilege as error:
        raise ServiceError(
            f"The database user {name} may not make what Vitrine needs "
            f"({_first_line(error)}). Run this once as the database's administrator:\n"
            f"  CREATE ROLE {APP_ROLE} NOLOGIN NOBYPASSRLS;\n"
            f'  GRANT {APP_ROLE} TO "{name}";\n'
            f"  CREATE EXTENSION vector;  -- in the database {owner.info.dbname}"
        ) from error
    except psycopg.NotSupportedError as error:
        raise ServiceError(
            "The database server has no pgvector. Install pgvector 0.8 or newer on it "
            f"({_first_line(error)})."
        ) from error


def _let_app_log_in(connection: _Connection, *, password: str) -> None:
    connection.execute(
        sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(
            sql.Identifier(APP_ROLE), sql.Literal(_sealed(connection, APP_ROLE, password))
        )
    )


def _sealed(connection: _Connection, role: str, password: str) -> str:
    """Return the verifier of ``password``, so that the server's log never holds the password."""
    made = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    return made.decode()


def _password_of(url: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(url).get("password") or "")


def _make_owner(admin: _Connection, *, password: str, may_create: bool) -> None:
    # The password is set every time, so that a change in the environment takes effect.
    exists = _exists(admin, "SELECT 1 FROM pg_roles WHERE rolname = %s", OWNER)
    statement = sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD {} {}").format(
        sql.SQL("ALTER" if exists else "CREATE"),
        sql.Identifier(OWNER),
        sql.Literal(_sealed(admin, OWNER, password)),
        sql.SQL("CREATEDB" if may_create else "NOCREATEDB"),
    )
    admin.execute(statement)


def _make_app_role(connection: _Connection) -> None:
    role = sql.Identifier(APP_ROLE)
    if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", APP_ROLE):
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN NOBYPASSRLS NOINHERIT").format(role))


def _let_owner_drop(connection: _Connection, owner: str) -> None:
    """Let the owner, the only login there is, act as the role that owns nothing."""
    role = sql.Identifier(APP_ROLE)
    if not _exists(connection, "SELECT 1 WHERE pg_has_role(%s, %s, 'SET')", owner, APP_ROLE):
        connection.execute(sql.SQL("GRANT {} TO {}").format(role, sql.Identifier(owner)))


def _exists(connection: _Connection, question: LiteralString, *names: str) -> bool:
    return connection.execute(question, names).fetchone() is not None


def _first_line(error: psycopg.Error) -> str:
    return str(error).partition("\n")[0]

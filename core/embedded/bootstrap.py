"""What a database needs before the first migration: its roles and the vector type."""

from __future__ import annotations

from typing import Final, LiteralString

import psycopg
from psycopg import sql

from core.embedded.errors import ServiceError

APP_ROLE: Final = "vitrine_app"
OWNER: Final = "vitrine"

_Connection = psycopg.Connection[tuple[object, ...]]


def make_database(admin_url: str, *, owner_url: str, templates: bool = False) -> None:
    """Make owner, database and the rest on a server of our own; harmless when all is there.

    The owner makes the tables and is no superuser. With ``templates`` every database made later,
    such as a test run's, starts with the same; the owner may then make databases.
    """
    login = psycopg.conninfo.conninfo_to_dict(owner_url)
    with psycopg.connect(admin_url, autocommit=True) as admin:
        _make_owner(admin, password=str(login["password"]), may_create=templates)
        _make_app_role(admin, owner=OWNER)
        if not _exists(admin, "SELECT 1 FROM pg_database WHERE datname = %s", OWNER):
            admin.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(sql.Identifier(OWNER)))
    for name in ["template1", OWNER] if templates else [OWNER]:
        with psycopg.connect(admin_url, dbname=name, autocommit=True) as admin:
            admin.execute("CREATE EXTENSION IF NOT EXISTS vector")


def prepare_database(url: str) -> None:
    """Make what is missing in somebody else's database, as far as the login of ``url`` may.

    Raises:
        ServiceError: it cannot be reached, or an administrator has to help; the text says how.
    """
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as owner:
            _prepare(owner)
    except psycopg.OperationalError as error:
        raise ServiceError(
            f"The database of DATABASE_URL cannot be reached: {_first_line(error)}"
        ) from error


def _prepare(owner: _Connection) -> None:
    name = owner.info.user
    try:
        _make_app_role(owner, owner=name)
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


def _make_owner(admin: _Connection, *, password: str, may_create: bool) -> None:
    # The password is set anew each time, so that a changed one in the environment counts.
    exists = _exists(admin, "SELECT 1 FROM pg_roles WHERE rolname = %s", OWNER)
    statement = sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD {} {}").format(
        sql.SQL("ALTER" if exists else "CREATE"),
        sql.Identifier(OWNER),
        sql.Literal(password),
        sql.SQL("CREATEDB" if may_create else "NOCREATEDB"),
    )
    admin.execute(statement)


def _make_app_role(connection: _Connection, *, owner: str) -> None:
    role = sql.Identifier(APP_ROLE)
    if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", APP_ROLE):
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN NOBYPASSRLS NOINHERIT").format(role))
    if not _exists(connection, "SELECT 1 WHERE pg_has_role(%s, 'vitrine_app', 'SET')", owner):
        connection.execute(sql.SQL("GRANT {} TO {}").format(role, sql.Identifier(owner)))


def _exists(connection: _Connection, question: LiteralString, name: str) -> bool:
    return connection.execute(question, [name]).fetchone() is not None


def _first_line(error: psycopg.Error) -> str:
    return str(error).partition("\n")[0]

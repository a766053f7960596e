"""The database: version, pgvector, roles, row-level security, migrations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, LiteralString

import psycopg
from django.apps import apps
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from core.assembly.config import get_config
from core.connections import AWAY
from core.doctor.findings import Finding, fine, note, wrong
from core.embedded.roles import APP_ROLE
from core.owner import LOGIN_IS_THE_OWNER, login_is_the_owner, owner_connection
from core.tenancy.owned import WorkspaceOwned

OLDEST_POSTGRES: Final = 160000
OLDEST_VECTOR: Final = (0, 8)
SUBJECT: Final = "Database"
ONE_LOGIN: Final = (
    "logs in as {login}, who owns the tables, and acts as {role}, which owns nothing. Anyone who "
    "slips SQL of their own into a query could take the owner's rights back. To separate the two, "
    "as the database's administrator: ALTER ROLE {role} LOGIN PASSWORD '…'; then set "
    "DATABASE_OWNER_URL to today's DATABASE_URL, and DATABASE_URL to the same address with {role} "
    "and its password."
)


def database() -> Iterator[Finding]:
    """Examine the database for as long as it answers."""
    place = "DATABASE_URL" if get_config().database_url else "our own, from the data folder"
    try:
        version = int(str(_value("SHOW server_version_num")))
    except Error:
        yield wrong(SUBJECT, f"does not answer ({place}). Is it running? make run starts our own.")
        return
    yield _version(version, place)
    try:
        yield from _contents()
    except AWAY:
        yield wrong(SUBJECT, "stopped answering while it was examined. Run doctor again.")


def _contents() -> Iterator[Finding]:
    yield _vector()
    yield from _role()
    yield _row_level_security()
    yield _migrations()


def _version(version: int, place: str) -> Finding:
    words = f"PostgreSQL {version // 10000}.{version % 10000} answers ({place})"
    if version < OLDEST_POSTGRES:
        return wrong(SUBJECT, f"{words}; Vitrine needs 16 or newer.")
    return fine(SUBJECT, words)


def _vector() -> Finding:
    found = _value("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
    if found is None:
        return wrong("pgvector", "not in this database. As administrator: CREATE EXTENSION vector;")
    if tuple(int(part) for part in str(found).split(".")[:2]) < OLDEST_VECTOR:
        return wrong("pgvector", f"{found}; Vitrine needs 0.8. Run: ALTER EXTENSION vector UPDATE;")
    return fine("pgvector", str(found))


def _role() -> Iterator[Finding]:
    powers = _row(
        "SELECT current_user, session_user, rolsuper, rolbypassrls FROM pg_roles"
        " WHERE rolname = current_user"
    )
    acting, login, superuser, bypass = powers
    if superuser or bypass:
        yield wrong("Roles", f"the site acts as {acting}, which can bypass row-level security.")
    elif acting != APP_ROLE:
        yield note("Roles", f"acting as {acting}: VITRINE_DB_ROLE=owner is meant for migrations.")
    else:
        yield from _login(str(login))
        yield _reach()
    if _value("SELECT rolsuper FROM pg_roles WHERE rolname = session_user"):
        yield note("Roles", f"the login {login} is a superuser; Vitrine needs none.")


def _login(login: str) -> Iterator[Finding]:
    """Say whether the site's login could become the owner, and how to separate the two."""
    if login_is_the_owner():
        yield note("Roles", ONE_LOGIN.format(login=login, role=APP_ROLE))
        return
    become = "" if login == APP_ROLE else f", acts as {APP_ROLE}"
    yield fine(
        "Roles", f"logs in as {login}{become}, which owns nothing and can take no other role"
    )
    if not get_config().owner_address:
        yield note(
            "Owner's login",
            "DATABASE_OWNER_URL is not set here: migrations and vector indexes need it, "
            "the web process does not.",
        )
        return
    yield _owner()


def _reach() -> Finding:
    name = _value(
        "SELECT current_database() WHERE has_database_privilege(current_database(), 'TEMP')"
    )
    if name is None:
        return fine("Temporary tables", "the site cannot create any")
    return note(
        "Temporary tables",
        "the site can create some, which it never needs to. As the database's administrator: "
        f'REVOKE TEMPORARY ON DATABASE "{name}" FROM PUBLIC;',
    )


def _owner() -> Finding:
    subject = "Owner's login"
    try:
        with owner_connection() as owner:
            row = owner.execute(LOGIN_IS_THE_OWNER).fetchone()
    except psycopg.Error:
        return wrong(
            subject, "DATABASE_OWNER_URL does not answer. Are the address and password right?"
        )
    if row and not row[0]:
        return wrong(subject, "DATABASE_OWNER_URL names a login that does not own the tables.")
    return fine(subject, "answers; used for migrations and vector indexes")


def _row_level_security() -> Finding:
    owned = [
        model._meta.db_table for model in apps.get_models() if issubclass(model, WorkspaceOwned)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s)"
            " AND relrowsecurity AND relforcerowsecurity",
            [owned],
        )
        held = {name for (name,) in cursor.fetchall()}
    if open_tables := sorted(set(owned) - held):
        return wrong("Row-level security", f"not forced on {', '.join(open_tables)}. Run migrate.")
    return fine("Row-level security", f"forced on all {len(owned)} workspace tables")


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return wrong(
            "Migrations",
            f"{len(waiting)} waiting. Run: VITRINE_DB_ROLE=owner manage.py migrate "
            "(make run does this for you)",
        )
    return fine("Migrations", "none waiting")


def _value(question: LiteralString) -> object:
    row = _row(question)
    return row[0] if row else None


def _row(question: LiteralString) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone() or ()

"""Make the test database as its owner, then step down to the role that serves requests."""

from __future__ import annotations

import os

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from core.assembly.database import APP_ROLE, database_settings
from core.embedded.bootstrap import prepare_database


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, worker_id):
    """Migrate a fresh database as its owner; every test then runs as the app role."""
    connection = connections["default"]
    name = f"{os.environ.get('VITRINE_TEST_DB', 'test_vitrine')}_{worker_id}"
    with django_db_blocker.unblock():
        _recreate(name)
        connection.close()
        settings.DATABASES["default"]["NAME"] = name
        _log_in(connection, settings.VITRINE.migrating_address, role="owner", name=name)
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            # Transactional tests end by truncating every table; only tests need that right.
            cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}")
        connection.close()
        _log_in(connection, settings.VITRINE.database_address, role="app", name=name)
    yield
    with django_db_blocker.unblock():
        connection.close()
        _drop(name)


@pytest.fixture(scope="session")
def worker_id(request):
    """Name this test process: `gw0`, `gw1`, …, or `main` when it is the only one."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


def _log_in(connection, url, *, role, name):
    login = database_settings(url, role=role, pool=0)
    connection.settings_dict.update(login | {"NAME": name})


def _admin():
    return psycopg.connect(settings.VITRINE.migrating_address, autocommit=True)


def _drop(name):
    with _admin() as admin:
        admin.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def _recreate(name):
    _drop(name)
    with _admin() as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    app, owner = settings.VITRINE.database_address, settings.VITRINE.owner_address
    prepare_database(
        make_conninfo(app, dbname=name), owner_url=owner and make_conninfo(owner, dbname=name)
    )

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

from core.assembly.database import APP_ROLE
from core.embedded.bootstrap import prepare_database


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, worker_id):
    """Migrate a fresh database as owner; every test then runs as the app role."""
    connection = connections["default"]
    name = f"{os.environ.get('VITRINE_TEST_DB', 'test_vitrine')}_{worker_id}"
    with django_db_blocker.unblock():
        _recreate(name)
        connection.close()
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
        options = connection.settings_dict["OPTIONS"]
        as_app = options.pop("options", "")
        options.pop("pool", None)
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            # Transactional tests end by emptying every table, which only here needs a right.
            cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}")
        connection.close()
        options["options"] = as_app or f"-c role={APP_ROLE}"
    yield
    with django_db_blocker.unblock():
        connection.close()
        _drop(name)


@pytest.fixture(scope="session")
def worker_id(request):
    """Name this test process: `gw0`, `gw1`, …, or `main` alone."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


def _admin():
    url = settings.VITRINE.database_url
    return psycopg.connect(url, autocommit=True)


def _drop(name):
    with _admin() as admin:
        admin.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def _recreate(name):
    _drop(name)
    with _admin() as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    prepare_database(make_conninfo(settings.VITRINE.database_url, dbname=name))

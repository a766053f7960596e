"""The owner's own connection, for the few jobs that change tables or build indexes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connection

from core.assembly.config import get_config

LOGIN_IS_THE_OWNER = """
SELECT pg_has_role(session_user, relowner, 'USAGE')
FROM pg_class WHERE oid = to_regclass('core_workspace')
"""


class OwnerUnknown(RuntimeError):
    """This process was not given the owner's login: workers are, the web process is not."""


def owner_is_known() -> bool:
    """Return whether this process may act as the owner of the tables.

    It may if it was given the owner's login, or if the site's only login is the owner's.
    """
    return bool(get_config().owner_address) or login_is_the_owner()


@contextmanager
def owner_connection() -> Iterator[psycopg.Connection]:
    """Yield an autocommit connection as the owner, separate from Django's.

    Row-level security applies to it as well: it sees no client's rows. It may run ``CREATE INDEX
    CONCURRENTLY``; use it outside any transaction that holds locks.

    Raises:
        OwnerUnknown: this process may not act as the owner.
    """
    if not owner_is_known():
        raise OwnerUnknown("The owner's login is not known here; set DATABASE_OWNER_URL.")
    name = settings.DATABASES["default"]["NAME"]
    address = get_config().migrating_address
    with psycopg.connect(address, dbname=name, autocommit=True, connect_timeout=10) as owner:
        yield owner


def login_is_the_owner() -> bool:
    """Return whether the site's own login could take the owner's rights."""
    with connection.cursor() as cursor:
        cursor.execute(LOGIN_IS_THE_OWNER)
        row = cursor.fetchone()
    return bool(row and row[0])

"""The third lock's key: which workspace the database shows to this transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction
from psycopg import OperationalError
from psycopg.pq import Escaping, ExecStatus
from psycopg.pq.abc import PGconn

from core.tenancy.prepared import fetch_prepared

SETTINGS = ("app.ws", "app.user", "app.credential", "app.sweep")
EXCHANGE = "SELECT coalesce(current_setting(%s, true), ''), set_config(%s, %s, true)"
BEGIN = b"BEGIN; SELECT set_config('%s', %s, true)"


@contextmanager
def in_workspace(workspace_id: UUID) -> Iterator[None]:
    """Open a transaction in which the rows of one workspace are visible, and no others.

    A nested scope restores the outer one when it ends. The setting is local to the transaction, so
    a pooled connection carries nothing over. Never keep it open during a model call or a stream.
    """
    with _setting("app.ws", str(workspace_id)):
        yield


@contextmanager
def as_user(user_id: UUID) -> Iterator[None]:
    """Open a transaction that also shows a user's own memberships and keys, in any workspace."""
    with _setting("app.user", str(user_id)):
        yield


@contextmanager
def holding_credential(digest: str) -> Iterator[None]:
    """Open a transaction that also shows the one key, invitation or kept answer of ``digest``."""
    with _setting("app.credential", digest):
        yield


@contextmanager
def sweeping() -> Iterator[None]:
    """Open a transaction that shows what the sweeps need of all workspaces, no readable content.

    These are jobs and vector spaces (ids and states), the encrypted answers kept for repeated
    requests, and the model calls in progress (who was asked and what is reserved).
    """
    with _setting("app.sweep", "on"):
        yield


@contextmanager
def _setting(name: str, value: str) -> Iterator[None]:
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            _begin(name, value)
            yield
            return  # the end of the transaction, or a rollback, restores the setting by itself
        [(former, _)] = fetch_prepared(EXCHANGE, [name, name, value])
        yield
        if not connection.needs_rollback:
            fetch_prepared(EXCHANGE, [name, name, former])


def _begin(name: str, value: str) -> None:
    """Begin the transaction and set ``name`` in a single message.

    psycopg would send the beginning by itself, before the first statement; see
    docs/decisions/0043-one-message-opens-a-scope.md.
    """
    server: PGconn = connection.connection.pgconn
    given = Escaping(server).escape_literal(value.encode())
    with connection.wrap_database_errors:
        done = server.exec_(BEGIN % (name.encode(), given))
        if done.status != ExecStatus.TUPLES_OK:
            raise OperationalError(done.get_error_message())

"""A scope opens with one message, which keeps every value and every failure in its place."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import OperationalError, connection

from core.tenancy.scope import as_user, holding_credential, in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


def shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [name])
        return cursor.fetchone()[0]


def lose_the_connection() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    other = connection.copy("other")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    finally:
        other.close()


def test_a_scope_ends_with_its_transaction():
    workspace = uuid4()
    with in_workspace(workspace):
        assert connection.in_atomic_block
        assert shown("app.ws") == str(workspace)
    assert shown("app.ws") == ""


def test_a_scope_within_another_gives_it_back():
    outer, inner, person = uuid4(), uuid4(), uuid4()
    with in_workspace(outer):
        with in_workspace(inner), as_user(person):
            assert (shown("app.ws"), shown("app.user")) == (str(inner), str(person))
        assert (shown("app.ws"), shown("app.user")) == (str(outer), "")


def test_an_error_takes_the_scope_and_what_was_written_with_it():
    with pytest.raises(ZeroDivisionError), in_workspace(uuid4()):
        raise ZeroDivisionError
    assert not connection.in_atomic_block
    assert shown("app.ws") == ""


@pytest.mark.parametrize("value", ["', true); SELECT 1; --", "\\'; SELECT 1", "%s", "é“"])
def test_no_value_leaves_its_quotes(value):
    with holding_credential(value):
        assert shown("app.credential") == value


def test_a_lost_connection_is_an_error_of_the_database_and_the_next_scope_opens():
    with in_workspace(uuid4()):
        lose_the_connection()
        with pytest.raises(OperationalError):
            shown("app.ws")
        connection.needs_rollback = True
    with in_workspace(uuid4()):
        pass
    lose_the_connection()
    with pytest.raises(OperationalError), in_workspace(uuid4()):
        pytest.fail("The scope opened over a lost connection.")
    connection.close()
    workspace = uuid4()
    with in_workspace(workspace):
        assert shown("app.ws") == str(workspace)

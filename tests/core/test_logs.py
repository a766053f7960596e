"""Hostile requests cannot flood the log, and clients' text never gets into it."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from core.assembly.config import BASE_DIR
from tests.logs import as_logged

CLIENTS = "the salary of Ada Lovelace"


def test_a_request_for_a_foreign_host_is_one_line_of_warning(client, db, caplog):
    assert client.get("/", headers={"Host": "elsewhere.test"}).status_code == 400
    (said,) = [record for record in caplog.records if "elsewhere.test" in record.getMessage()]
    assert said.levelno == logging.WARNING
    assert said.exc_info is None
    assert "\n" not in said.getMessage()


def logged(raising):
    """Return the site's log line for what ``raising`` raises."""
    try:
        raising()
    except Exception:
        record = logging.getLogger("x").makeRecord(
            "x", 40, "", 0, "Job 7 failed", (), sys.exc_info()
        )
        return as_logged(record)
    raise AssertionError("nothing was raised")


def refused():
    try:
        raise KeyError(CLIENTS)
    except KeyError as error:
        raise ValueError(f"cannot use {CLIENTS}") from error


@pytest.mark.parametrize("raising", [refused, lambda: int(CLIENTS)])
def test_a_logged_error_omits_its_message(raising):
    said = logged(raising)
    assert "Job 7 failed" in said
    assert "builtins.ValueError: (its words are withheld" in said
    assert "test_logs.py" in said, "where it came from is told"
    assert CLIENTS not in said


def test_the_cause_of_an_error_is_logged_too():
    said = logged(refused)
    assert said.index("KeyError") < said.index("This led to:") < said.index("ValueError")


def test_a_row_that_violates_a_constraint_is_not_logged(db):
    def write():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO core_user (email) VALUES (%s)", [CLIENTS])

    with pytest.raises(IntegrityError, match=CLIENTS), transaction.atomic():
        write()
    with transaction.atomic():
        said = logged(write)
        transaction.set_rollback(True)
    assert "IntegrityError" in said
    assert CLIENTS not in said


def test_an_operational_error_of_the_database_keeps_its_first_line():
    def broken():
        raise OperationalError(f"deadlock detected\nDETAIL:  {CLIENTS}")

    assert "OperationalError: deadlock detected" in logged(broken)
    assert CLIENTS not in logged(broken)


def test_uvicorn_logs_by_the_same_rule():
    """Uvicorn logs broken streams, with its own handler."""
    code = """
import logging, os, uvicorn
os.environ["DJANGO_SETTINGS_MODULE"] = "core.assembly.settings"
uvicorn.Config("core.assembly.asgi:application", access_log=False)
import django; django.setup()
try:
    raise ValueError("content")
except ValueError:
    logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
access = logging.getLogger("uvicorn.access")
access.info("GET /?query=salary")
assert not access.hasHandlers(), "it would be written for every request"
"""
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=BASE_DIR, capture_output=True, text=True, check=True
    ).stderr
    assert said.count("Exception in ASGI application") == 1
    assert "salary" not in said
    assert "ValueError: (its words are withheld" in said
    assert "ValueError: content" not in said

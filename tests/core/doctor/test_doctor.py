"""The doctor tells an operator what is wrong, and keeps secrets to itself."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest
from django.core.management import call_command
from django.db import OperationalError, ProgrammingError, connection

from core.assembly.config import Config, get_config
from core.doctor import database, examine, machine, outside
from core.doctor.findings import Verdict, fine, wrong
from core.management.commands import doctor


def run_doctor():
    out = io.StringIO()
    call_command("doctor", stdout=out, no_color=True)
    return out.getvalue()


def findings_of(examination):
    return {found.subject: found for found in examination()}


@pytest.fixture
def config(monkeypatch, tmp_path):
    """Return a function that reconfigures the examinations."""

    def configure(**values):
        made = Config(vitrine_data_dir=tmp_path, **values)
        for module in (database, machine, outside):
            monkeypatch.setattr(module, "get_config", lambda: made)

    return configure


def test_database_with_all_locks_is_fine(db):
    found = findings_of(database.database)
    assert {finding.verdict for finding in found.values()} <= {Verdict.FINE, Verdict.NOTE}
    assert "owns nothing" in found["Roles"].text


@pytest.mark.django_db(transaction=True)
def test_database_that_goes_down_meanwhile_is_reported():
    findings = database.database()
    assert next(findings).verdict is Verdict.FINE
    with suppress(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    try:
        [found] = findings
    finally:
        connection.close()
    assert (found.subject, found.verdict) == ("Database", Verdict.WRONG)
    assert "stopped answering" in found.text


@pytest.mark.parametrize("part", ["_vector", "_role", "_row_level_security", "_migrations"])
def test_whatever_was_being_asked_does_not_matter(db, monkeypatch, part):
    def gone():
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(database, part, gone)
    *before, last = database.database()
    assert Verdict.WRONG not in {found.verdict for found in before}
    assert "stopped answering" in last.text


def test_a_fault_of_our_own_is_not_blamed_on_the_database(db, monkeypatch):
    monkeypatch.setattr(database, "_vector", lambda: database._value("SELECT no_such_column"))
    with pytest.raises(ProgrammingError):
        list(database.database())


def test_site_login_can_take_no_other_role(db):
    if not get_config().owner_address:
        pytest.skip("DATABASE_URL names one login for everything here.")
    found = findings_of(database.database)
    assert found["Roles"].text.startswith("logs in as vitrine_app, which owns nothing")
    assert found["Owner's login"].verdict is Verdict.FINE


def test_missing_owners_login_is_a_note(db, config):
    login = get_config().database_address
    if not get_config().owner_address:
        pytest.skip("DATABASE_URL names one login for everything here.")
    config(database_url=login, database_owner_url="")
    found = findings_of(database.database)
    assert found["Owner's login"].verdict is Verdict.NOTE
    assert "the web process does not" in found["Owner's login"].text


def test_one_login_for_everything_is_reported_with_the_way_to_split_it(db, monkeypatch):
    monkeypatch.setattr(database, "login_is_the_owner", lambda: True)
    found = findings_of(database.database)["Roles"]
    assert found.verdict is Verdict.NOTE
    assert "could take the owner's rights back" in found.text
    assert "ALTER ROLE vitrine_app LOGIN PASSWORD" in found.text
    assert "DATABASE_OWNER_URL" in found.text


def test_provider_key_is_never_shown(config):
    config(openai_api_key="sk-very-secret")
    text = findings_of(outside.provider)["Provider"].text
    assert "OPENAI_API_KEY is set" in text
    assert "secret" not in text


def test_secret_that_others_can_read_is_wrong(config, tmp_path):
    config(vitrine_secret_key="")
    (tmp_path / "secret_key").write_text("x" * 40)
    (tmp_path / "secret_key").chmod(0o644)
    assert findings_of(machine.secret_key)["Secret key"].verdict is Verdict.WRONG


def test_unwritable_folder_is_wrong(config, tmp_path, monkeypatch):
    config()
    monkeypatch.setattr(machine.os, "access", lambda *_: False)
    assert findings_of(machine.data_folder)["Data folder"].verdict is Verdict.WRONG


def test_examination_registered_twice_runs_once(monkeypatch):
    monkeypatch.setattr(examine, "EXAMINATIONS", ())
    monkeypatch.setattr(examine, "_more", [])
    for _ in range(2):
        examine.register_examination(_scanner)
    assert [found.subject for found in examine.examine()] == ["Scanner"]


def test_upper_layers_are_examined_last(monkeypatch):
    monkeypatch.setattr(examine, "EXAMINATIONS", (lambda: iter([fine("Python", "3.11")]),))
    monkeypatch.setattr(examine, "_more", [])
    examine.register_examination(_scanner)
    assert [found.subject for found in examine.examine()] == ["Python", "Scanner"]


def _scanner():
    yield fine("Scanner", "is there")


def test_problems_are_counted_and_fail_the_command(monkeypatch):
    monkeypatch.setattr(
        doctor, "examine", lambda: iter([fine("Python", "3.11"), wrong("Worker", "silent.")])
    )
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", stdout=out, no_color=True)
    assert ended.value.code == 1
    assert "wrong  Worker: silent." in out.getvalue()
    assert "1 thing needs your attention." in out.getvalue()


def test_command_succeeds_when_nothing_is_wrong(monkeypatch):
    monkeypatch.setattr(doctor, "examine", lambda: iter([fine("Python", "3.11")]))
    assert run_doctor().endswith("Nothing is wrong.\n")

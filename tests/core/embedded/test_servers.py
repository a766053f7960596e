"""Embedded servers survive what laptops go through."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.embedded.account import service_account
from core.embedded.errors import ServiceError
from core.embedded.ports import LOOPBACK
from core.embedded.program import start, stop
from core.embedded.services import plan_services, running, wait_until_ready

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def data_dir():
    """A folder that the servers' user can enter; pytest's own are closed to it under root."""
    folder = Path(tempfile.mkdtemp(prefix="vitrine-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def plan(data_dir, *, durable=False):
    return plan_services(data_dir, durable=durable)


def value_of(services, statement):
    with psycopg.connect(services.owner_url) as connection:
        return connection.execute(statement).fetchone()[0]


def test_database_has_vectors_and_an_unprivileged_owner(data_dir):
    with running(plan(data_dir)) as services:
        assert services.owned
        assert value_of(services, "SELECT '[1,2]'::vector <-> '[1,4]'::vector") == 2
        assert (
            value_of(services, "SELECT rolsuper FROM pg_roles WHERE rolname = 'vitrine'") is False
        )
        assert (
            value_of(
                services,
                "SELECT rolbypassrls OR rolcreaterole OR rolcreatedb OR rolsuper FROM pg_roles"
                " WHERE rolname = 'vitrine_app'",
            )
            is False
        )
        assert value_of(services, "SELECT lower('ÄÖÜ')") == "äöü"


def test_servers_refuse_a_wrong_password(data_dir):
    with running(plan(data_dir)) as services:
        wrong = services.database_url.replace("vitrine_app:", "vitrine_app:not-", 1)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(wrong)
        port = int(services.redis_url.rpartition(":")[2].removesuffix("/0"))
        with (
            redis.Redis(port=port, retry=Retry(NoBackoff(), 0)) as stranger,
            pytest.raises(redis.AuthenticationError),
        ):
            stranger.ping()


def test_site_logs_in_as_itself_and_cannot_become_the_owner(data_dir):
    with running(plan(data_dir)) as services, psycopg.connect(services.database_url) as site:
        assert site.execute("SELECT session_user").fetchone() == ("vitrine_app",)
        for statement in ("SET ROLE vitrine", "SET ROLE postgres", "CREATE TABLE mine (id int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                site.execute(statement)
            site.rollback()


def test_folder_with_one_login_gets_the_second_at_the_next_start(data_dir):
    made = plan(data_dir)
    with running(made), psycopg.connect(made.postgres.admin_url) as admin:
        admin.execute("ALTER ROLE vitrine_app NOLOGIN PASSWORD NULL")
        admin.execute("GRANT vitrine_app TO vitrine")
    path = data_dir / "services.json"
    older = json.loads(path.read_text())
    del older["app_password"]
    path.write_text(json.dumps(older))

    with running(plan(data_dir)) as services, psycopg.connect(services.database_url) as site:
        assert site.execute("SELECT session_user").fetchone() == ("vitrine_app",)
    assert json.loads(path.read_text())["app_password"] in services.database_url


def test_server_never_receives_a_plain_password(data_dir):
    """The server might store a plain one as MD5; a SCRAM verifier it stores as it is."""
    made = plan(data_dir)
    with running(made), psycopg.connect(made.postgres.admin_url, autocommit=True) as admin:
        admin.execute("ALTER ROLE postgres SET password_encryption = 'md5'")
        made.prepare_database()
        admin.execute("ALTER ROLE postgres RESET password_encryption")
        kept = admin.execute("SELECT rolpassword FROM pg_authid WHERE rolname LIKE 'vitrine%'")
        assert [row[0][:13] for row in kept] == ["SCRAM-SHA-256"] * 2


def test_password_files_are_readable_only_by_their_owner(data_dir):
    plan(data_dir)
    assert (data_dir / "services.json").stat().st_mode & 0o777 == 0o600


def test_committed_rows_survive_killing_everything(data_dir):
    made = plan(data_dir, durable=True)
    made.prepare_files()
    processes = [(start(program), program) for program in made.programs()]
    for process, program in processes:
        wait_until_ready(process, program)
    made.prepare_database()
    with psycopg.connect(made.owner_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    for process, _ in processes:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    with running(plan(data_dir)) as services:
        assert value_of(services, "SELECT n FROM kept") == 7


@pytest.mark.skipif(sys.platform != "linux", reason="finds the server's children in /proc")
def test_a_killed_servers_child_that_lingers_is_waited_for(data_dir):
    made = plan(data_dir)
    made.prepare_files()
    program = made.postgres.program()
    server = start(program)
    wait_until_ready(server, program)
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    lingering = int(children[0])
    os.kill(lingering, signal.SIGSTOP)
    os.kill(server.pid, signal.SIGKILL)
    server.wait()

    going_on = threading.Timer(1, os.kill, (lingering, signal.SIGCONT))
    going_on.start()
    with running(plan(data_dir)) as services:
        assert value_of(services, "SELECT 1") == 1
    going_on.join()


def test_stale_lock_with_another_programs_pid_is_no_obstacle(data_dir):
    made = plan(data_dir)
    made.prepare_files()
    lock = made.postgres.data / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{made.postgres.data}\n1\n1\n\n*\n0 0\nready\n")

    with running(made) as services:
        assert value_of(services, "SELECT 1") == 1


def test_server_that_lost_its_supervisor_gives_way_to_a_new_one(data_dir):
    made = plan(data_dir)
    made.prepare_files()
    program = made.postgres.program()
    orphan = start(program)
    wait_until_ready(orphan, program)

    successor = start(program)
    try:
        assert orphan.wait(5) is not None
        wait_until_ready(successor, program)
    finally:
        stop(successor, program)


def test_taken_port_is_replaced_with_a_note(data_dir):
    port = plan(data_dir).postgres.record.postgres_port
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind((LOOPBACK, port))
        other.listen()
        moved = plan(data_dir)

    assert moved.postgres.record.postgres_port != port
    assert moved.notes == (
        f"Port {port} of the database is taken by another program; "
        f"it moves to {moved.postgres.record.postgres_port}.",
    )


def test_database_of_another_version_is_left_alone_with_a_message(data_dir):
    made = plan(data_dir)
    made.prepare_files()
    version = made.postgres.data / "PG_VERSION"
    version.write_text("16\n")
    try:
        with pytest.raises(ServiceError, match=r"made by PostgreSQL 16.*Nothing was changed"):
            made.prepare_files()
    finally:
        version.write_text("18\n")


def test_half_made_data_folder_is_recreated(data_dir, tmp_path):
    made = plan(data_dir)
    draft = made.postgres.home.private_folder("postgres") / "data.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")

    made.prepare_files()

    assert (made.postgres.data / "global" / "pg_control").exists()


def test_damaged_record_is_reported(tmp_path):
    (tmp_path / "services.json").write_text("{")
    with pytest.raises(ServiceError, match=r"services\.json is damaged"):
        plan(tmp_path)


def test_configured_servers_replace_our_own(tmp_path):
    made = plan_services(tmp_path, database_url="postgresql://a/b", redis_url="redis://c/0")
    assert made.programs() == []
    assert not (tmp_path / "services.json").exists()


def test_unreachable_database_is_a_message_and_not_a_traceback(tmp_path):
    made = plan_services(
        tmp_path, database_url="postgresql://nobody@127.0.0.1:1/none", redis_url="redis://c/0"
    )
    with pytest.raises(ServiceError, match="cannot be reached"):
        made.prepare_database()


def test_servers_end_with_the_process_that_started_them(data_dir):
    if not sys.platform.startswith("linux"):
        pytest.skip("the kernel ends orphans on Linux only")
    code = (
        "import sys, pathlib, time\n"
        "from core.embedded.services import plan_services, running\n"
        "with running(plan_services(pathlib.Path(sys.argv[1]), durable=False)) as services:\n"
        "    print('up', flush=True)\n"
        "    time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(data_dir)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout.readline() == "up\n"
    parent.kill()
    parent.wait()
    parent.stdout.close()

    record = json.loads((data_dir / "services.json").read_text())
    assert _falls_silent(record["postgres_port"])
    assert _falls_silent(record["redis_port"])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands its servers to somebody else")
def test_root_runs_servers_in_a_closed_folder_without_opening_it(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    made = plan(closed / "data")
    try:
        with running(made) as services:
            assert value_of(services, "SELECT 1") == 1
        assert closed.stat().st_mode & 0o777 == 0o700
        assert made.postgres.data.stat().st_uid == service_account().uid
    finally:
        subprocess.run(["rm", "-rf", str(made.postgres.home.path)], check=True)


def _falls_silent(port):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((LOOPBACK, port)):
                return True
    return False

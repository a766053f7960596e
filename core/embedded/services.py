"""Start the private servers of a data folder, or use the servers the environment names."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from core.embedded.account import service_account
from core.embedded.errors import ServiceError
from core.embedded.home import settle
from core.embedded.ports import kept_port
from core.embedded.postgres import Postgres
from core.embedded.program import Program, start, stop
from core.embedded.record import Record, load_record, save_record
from core.embedded.redis import Redis

# A large database recovers from a crash before it answers.
READY_SECONDS = 120
LOOK_AGAIN_SECONDS = 0.02


@dataclass(frozen=True)
class Plan:
    """Which servers an instance uses; ``postgres`` and ``redis`` are None when not our own.

    ``database_url`` is the site's login. ``owner_url`` is the owner's, empty where the site's
    login is the owner itself and drops its rights on each connection.
    """

    database_url: str
    owner_url: str
    redis_url: str
    postgres: Postgres | None = None
    redis: Redis | None = None
    notes: tuple[str, ...] = ()

    def prepare_files(self) -> None:
        """Create the folders that the servers start from."""
        with ThreadPoolExecutor(max_workers=1) as beside:
            database = beside.submit(self.postgres.make_data) if self.postgres else None
            if self.redis:
                self.redis.make_config()
            if database:
                database.result()

    def programs(self) -> list[Program]:
        """Return the servers to start, in order."""
        return [server.program() for server in (self.postgres, self.redis) if server]

    def prepare_database(self) -> None:
        """Create whatever is missing of the roles, database and extension."""
        # Imported only here: psycopg loads while the servers start, and takes as long.
        from core.embedded.bootstrap import make_database, prepare_database  # noqa: PLC0415

        if self.postgres:
            make_database(
                self.postgres.admin_url,
                owner_url=self.owner_url,
                app_url=self.database_url,
                templates=not self.postgres.durable,
            )
        else:
            prepare_database(self.database_url, owner_url=self.owner_url)


@dataclass(frozen=True)
class Services:
    """Addresses of a running database and broker; ``owned`` when we started either."""

    database_url: str
    owner_url: str
    redis_url: str
    owned: bool


def plan_services(
    data_dir: Path,
    *,
    database_url: str = "",
    owner_url: str = "",
    redis_url: str = "",
    durable: bool = True,
) -> Plan:
    """Decide which servers run, where and on which ports, and record it in ``data_dir``.

    Raises:
        ServiceError: there is no place or user for them, or the record is damaged.
    """
    if database_url and redis_url:
        return Plan(database_url, owner_url, redis_url)
    record = load_record(data_dir)
    home = settle(data_dir, record=record, account=service_account())
    notes = _choose_ports(record, postgres=not database_url, redis=not redis_url)
    save_record(data_dir, record)
    postgres = None if database_url else Postgres(home=home, record=record, durable=durable)
    redis = None if redis_url else Redis(home=home, record=record, durable=durable)
    return Plan(
        database_url=postgres.app_url if postgres else database_url,
        owner_url=postgres.owner_url if postgres else owner_url,
        redis_url=redis.url if redis else redis_url,
        postgres=postgres,
        redis=redis,
        notes=notes,
    )


@contextlib.contextmanager
def running(plan: Plan) -> Iterator[Services]:
    """Run the plan's servers, ready and bootstrapped, for the duration of the block."""
    plan.prepare_files()
    with contextlib.ExitStack() as started:
        processes = []
        for program in plan.programs():
            process = start(program, output=subprocess.DEVNULL)
            started.callback(stop, process, program)
            processes.append((process, program))
        for process, program in processes:
            wait_until_ready(process, program)
        plan.prepare_database()
        yield Services(plan.database_url, plan.owner_url, plan.redis_url, owned=bool(processes))


@contextlib.contextmanager
def ensure_services(
    data_dir: Path,
    *,
    database_url: str = "",
    owner_url: str = "",
    redis_url: str = "",
    durable: bool = True,
) -> Iterator[Services]:
    """Yield a database and a broker: those named, or private ones in ``data_dir``."""
    plan = plan_services(
        data_dir,
        database_url=database_url,
        owner_url=owner_url,
        redis_url=redis_url,
        durable=durable,
    )
    with running(plan) as services:
        yield services


@contextlib.contextmanager
def start_throwaway(
    *, database_url: str = "", owner_url: str = "", redis_url: str = ""
) -> Iterator[Services]:
    """Yield servers that forget everything at the end of the block; made for tests.

    The owner may create databases, each of which has the vector type.
    """
    folder = Path(tempfile.mkdtemp(prefix="vitrine-"))
    folder.chmod(0o711)
    try:
        with ensure_services(
            folder,
            database_url=database_url,
            owner_url=owner_url,
            redis_url=redis_url,
            durable=False,
        ) as services:
            yield services
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_until_ready(process: subprocess.Popen[bytes], program: Program) -> None:
    """Return when ``process`` serves.

    Raises:
        ServiceError: it ended, or took longer than crash recovery may.
    """
    deadline = time.monotonic() + READY_SECONDS
    while not program.is_ready(process.pid):
        if process.poll() is not None:
            raise ServiceError(f"{program.name} ended while starting (code {process.returncode}).")
        if time.monotonic() > deadline:
            raise ServiceError(f"{program.name} did not answer within {READY_SECONDS} seconds.")
        time.sleep(LOOK_AGAIN_SECONDS)


def _choose_ports(record: Record, *, postgres: bool, redis: bool) -> tuple[str, ...]:
    before = (record.postgres_port, record.redis_port)
    if postgres:
        record.postgres_port = kept_port(record.postgres_port)
    if redis:
        record.redis_port = kept_port(record.redis_port)
    after = (record.postgres_port, record.redis_port)
    return tuple(
        f"Port {old} of the {name} is taken by another program; it moves to {new}."
        for name, old, new in zip(("database", "broker"), before, after, strict=True)
        if old not in (0, new)
    )

"""A private PostgreSQL: its data folder, how it starts, and how it recovers from a crash."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.embedded.addresses import app_address, database_address, owner_address
from core.embedded.errors import ServiceError
from core.embedded.home import Home
from core.embedded.identity import command_of
from core.embedded.orphans import end, wait_until_unused
from core.embedded.ports import LOOPBACK
from core.embedded.program import Program
from core.embedded.record import Record, write_private

MAJOR: Final = "18"
SUPERUSER: Final = "postgres"
ORPHAN_SECONDS: Final = 20
# Their indexes in postmaster.pid: key and id of the shared memory, and what pg_ctl reads.
MEMORY_LINE: Final = 6
STATUS_LINE: Final = 7

# Small and durable. The caller reports a failing statement; the server, if it did, would put
# clients' rows into the log.
SETTINGS: Final = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "shared_buffers": "128MB",
    "max_connections": "60",
    "work_mem": "8MB",
    "maintenance_work_mem": "96MB",
    "max_wal_size": "512MB",
    "io_method": "sync",
    "jit": "off",
    "password_encryption": "scram-sha-256",
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "log_line_prefix": "",
    "timezone": "UTC",
}
THROWAWAY: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
}


@dataclass(frozen=True)
class Postgres:
    """One data folder and the server that runs on it."""

    home: Home
    record: Record
    durable: bool = True

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.home.path / "postgres" / "data"

    @property
    def admin_url(self) -> str:
        """Address of the superuser's database."""
        return database_address(
            self.record, user=SUPERUSER, password=self.record.superuser_password, name=SUPERUSER
        )

    @property
    def owner_url(self) -> str:
        """Address of the login that owns the tables."""
        return owner_address(self.record)

    @property
    def app_url(self) -> str:
        """Address of the site's own login."""
        return app_address(self.record)

    def program(self) -> Program:
        """Return how to start the server; its data folder must exist."""
        settings = SETTINGS | ({} if self.durable else THROWAWAY)
        chosen = [f"--{key}={value}" for key, value in settings.items()]
        return Program(
            name="db",
            argv=[
                str(self.home.postgres_bin / "postgres"),
                f"-D{self.data}",
                f"-p{self.record.postgres_port}",
                *chosen,
            ],
            env=_bare_environment(),
            cwd=self.data,
            account=self.home.account,
            stop_signal=signal.SIGINT,
            orphan_signal=signal.SIGINT,
            stop_seconds=30,
            quiet=True,
            prepare=self.clear_stale_lock,
            is_ready=self.is_ready,
        )

    def is_ready(self, pid: int) -> bool:
        """Return whether the server started as ``pid`` takes connections."""
        lines = self._lock_lines()
        return (
            len(lines) > STATUS_LINE
            and lines[0].strip() == str(pid)
            and lines[STATUS_LINE].strip() == "ready"
        )

    def make_data(self) -> None:
        """Create the data folder unless it exists; one half made before a crash starts over.

        Raises:
            ServiceError: the folder was made by another PostgreSQL, or initdb failed.
        """
        folder = self.home.private_folder("postgres")
        if self.data.exists():
            self._refuse_other_version()
            return
        draft = folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        with self._password_file(folder) as password_file:
            self._initdb(draft, password_file)
        draft.rename(self.data)

    def clear_stale_lock(self) -> None:
        """Remove the lock of a server that is gone; stop a server that lost its supervisor.

        PostgreSQL trusts the pid in its lock, and refuses to start if another program now has it,
        or if children of the server that is gone still use its memory.
        """
        lines = self._lock_lines()
        if not lines:
            return
        pid = int(lines[0]) if lines[0].strip().isdigit() else 0
        if pid and str(self.data) in command_of(pid):
            end(pid, ask_with=signal.SIGINT, patience=ORPHAN_SECONDS)
        if len(lines) > MEMORY_LINE and lines[MEMORY_LINE].split():
            wait_until_unused(lines[MEMORY_LINE].split()[-1], patience=ORPHAN_SECONDS)
        self._lock_file.unlink(missing_ok=True)

    @property
    def _lock_file(self) -> Path:
        return self.data / "postmaster.pid"

    def _lock_lines(self) -> list[str]:
        try:
            return self._lock_file.read_text().splitlines()
        except OSError:
            return []

    def _refuse_other_version(self) -> None:
        try:
            found = (self.data / "PG_VERSION").read_text().strip()
        except OSError as error:
            raise ServiceError(
                f"{self.data} is not a database folder that can be read ({error.strerror}). "
                "Restore it from a backup, or move it away to start with an empty database."
            ) from error
        if found != MAJOR:
            raise ServiceError(
                f"The database in {self.data} was made by PostgreSQL {found}; this is "
                f"PostgreSQL {MAJOR}. Nothing was changed. Dump it with the version that made it "
                f"and load the dump into a new folder, or set DATABASE_URL to such a server."
            )

    def _initdb(self, target: Path, password_file: Path) -> None:
        account = self.home.account
        made = subprocess.run(
            [
                str(self.home.postgres_bin / "initdb"),
                f"--pgdata={target}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                *([] if self.durable else ["--no-sync"]),
            ],
            env=_bare_environment(),
            cwd=target.parent,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise ServiceError(f"PostgreSQL could not make {target}: {made.stderr.strip()}")

    @contextlib.contextmanager
    def _password_file(self, folder: Path) -> Iterator[Path]:
        path = folder / "initial-password"
        write_private(path, self.record.superuser_password)
        self.home.own(path)
        try:
            yield path
        finally:
            path.unlink()


def _bare_environment() -> dict[str, str]:
    # PGDATA, PGPORT and the like in the caller's shell are not meant for this server.
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}

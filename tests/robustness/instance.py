"""A whole instance of real processes that can be killed and restarted one by one."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import psycopg
from psycopg.conninfo import make_conninfo

from core.assembly.config import Config
from core.embedded.ports import free_port
from core.embedded.program import Program, start, stop
from core.embedded.services import plan_services, wait_until_ready
from core.supervisor import programs

T = TypeVar("T")
ROLES = ("db", "redis", "web", "worker", "beat")


class Instance:
    """Database, broker, web, worker and clock, with their own ports and data folder.

    Use as a context manager. ``env`` is added to the processes' environment.
    """

    def __init__(self, *, env: dict[str, str] | None = None, durable: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="vitrine-robust-"))
        self.folder.chmod(0o711)
        self.port = free_port()
        self.plan = plan_services(self.folder, durable=durable)
        self.log = self.folder / "log"
        config = Config(
            vitrine_data_dir=self.folder,
            port=self.port,
            database_url=self.plan.database_url,
            database_owner_url=self.plan.owner_url,
            redis_url=self.plan.redis_url,
        )
        forced = {"VITRINE_DB_ROLE": "app", "VITRINE_API_RATE_PER_MINUTE": "1000000"}
        self.env = programs.site_environment(config, self.plan) | forced | (env or {})
        self.env.pop("VITRINE_DB_POOL", None)
        self.owner_env = programs.owner_environment(self.env, self.plan)
        services = {program.name: program for program in self.plan.programs()}
        self.programs: dict[str, Program] = services | {
            "web": programs.web(config, self.env),
            "worker": programs.worker(self.owner_env),
            "beat": programs.beat(self.env),
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Instance:
        try:
            self.plan.prepare_files()
            for name in ("db", "redis"):
                self.start(name)
                wait_until_ready(self.processes[name], self.programs[name])
            self.plan.prepare_database()
            owner = self.owner_env | {"VITRINE_DB_ROLE": "owner"}
            self.manage("migrate", "--verbosity", "0", **owner)
            for name in ("web", "worker", "beat"):
                self.start(name)
            self.wait_ready(seconds=60)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for name in reversed(ROLES):
            if name in self.processes:
                stop(self.processes[name], self.programs[name])
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, name: str) -> None:
        with self.log.open("ab") as output:
            self.processes[name] = start(self.programs[name], output=output.fileno())

    def kill(self, name: str) -> None:
        """Send SIGKILL, as the kernel does when memory runs out."""
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait()

    def stop(self, name: str) -> None:
        stop(self.processes[name], self.programs[name])

    def restart(self, name: str) -> None:
        self.stop(name)
        self.start(name)

    def manage(self, *arguments: str, **env: str) -> str:
        program = programs.manage("manage", *arguments, env=self.env | env)
        return subprocess.run(
            program.argv,
            env=dict(program.env),
            cwd=program.cwd,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout.strip()

    def ready(self) -> bool:
        with contextlib.suppress(httpx2.HTTPError):
            return httpx2.get(f"{self.url}/readyz", timeout=20).status_code == 200
        return False

    def wait_ready(self, *, seconds: float) -> float:
        """Return how many seconds it took until every part was ready."""
        began = time.monotonic()
        until(self.ready, seconds=seconds, every=0.1, what="readiness")
        return time.monotonic() - began

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return what the database really holds, bypassing every lock of the application."""
        url = make_conninfo(self.plan.postgres.admin_url, dbname="vitrine")
        with psycopg.connect(url, autocommit=True) as admin:
            return admin.execute(statement, values).fetchall()

    def value(self, statement: str, *values: Any) -> Any:
        return self.rows(statement, *values)[0][0]

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-12000:]

    def memory_mb(self, name: str) -> float:
        """Resident memory of a process without its children, in MB."""
        status = Path(f"/proc/{self.processes[name].pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


class Client:
    """A client developer: a key, a workspace and a project."""

    def __init__(self, instance: Instance, *, email: str, workspace: str) -> None:
        self.instance = instance
        made = instance.manage("create_key", "--email", email)
        self.http = httpx2.Client(
            base_url=f"{instance.url}/api/v1",
            headers={"Authorization": f"Bearer {made.splitlines()[-1]}"},
            timeout=90,
        )
        self.workspace = self.call("POST", "/workspaces", json={"name": workspace})["slug"]
        self.project = self.new_project("Handbook")

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def new_project(self, name: str) -> str:
        path = f"/workspaces/{self.workspace}/projects"
        self.project = self.call("POST", path, json={"name": name})["slug"]
        return self.project

    @property
    def home(self) -> str:
        return f"/workspaces/{self.workspace}/projects/{self.project}"

    def call(self, method: str, path: str, **options: Any) -> Any:
        response = self.http.request(method, path, **options)
        assert response.status_code < 400, (response.status_code, response.text[:600])
        return response.json() if response.content else None

    def add_text(self, title: str, text: str) -> str:
        body = {"title": title, "text": text}
        return self.call("POST", f"{self.home}/documents", json=body)["id"]

    def document(self, document_id: str) -> dict[str, Any]:
        return self.call("GET", f"{self.home}/documents/{document_id}")

    def run(self, run_id: str) -> dict[str, Any]:
        return self.call("GET", f"/workspaces/{self.workspace}/runs/{run_id}")

    def summarise(self, **body: Any) -> str:
        return self.call("POST", f"{self.home}/summaries", json=body)["id"]

    def wait_documents(self, ids: list[str], *, seconds: float) -> list[dict[str, Any]]:
        return [
            until(
                lambda each=each: over(self.document(each), {"ready", "failed"}),
                seconds=seconds,
                what=f"document {each}",
            )
            for each in ids
        ]

    def wait_run(self, run_id: str, *, seconds: float) -> dict[str, Any]:
        final = {"done", "failed", "cancelled"}
        return until(lambda: over(self.run(run_id), final), seconds=seconds, what="run")

    def ask(self, message: str, **body: Any) -> httpx2.Response:
        return self.http.post(f"{self.home}/chat", json={"message": message, **body})

    def told(self, lines: Iterator[str]) -> Iterator[dict[str, Any]]:
        """Yield the events of a stream: ``id``, ``event`` and ``data``."""
        event: dict[str, Any] = {}
        for line in lines:
            if not line and event:
                yield event
                event = {}
            elif line and not line.startswith(":"):
                name, _, value = line.partition(": ")
                event[name] = json.loads(value) if name == "data" else value

    def follow(self, run_id: str, *, after: str = "") -> Iterator[dict[str, Any]]:
        """Yield a run's events after the id ``after`` until the stream ends or breaks."""
        path = f"/workspaces/{self.workspace}/runs/{run_id}/events"
        headers = {"Last-Event-ID": after} if after else {}
        with self.http.stream("GET", path, headers=headers) as response:
            assert response.status_code == 200, response.read()
            yield from self.told(response.iter_lines())

    @contextlib.contextmanager
    def asking(self, message: str, **body: Any) -> Iterator[Iterator[dict[str, Any]]]:
        asked = {"message": message, "stream": True, **body}
        with self.http.stream("POST", f"{self.home}/chat", json=asked) as response:
            assert response.status_code == 200, response.read()
            yield self.told(response.iter_lines())


def over(row: dict[str, Any], final: set[str]) -> dict[str, Any] | None:
    return row if row["status"] in final else None


def until(
    ask: Callable[[], T | None], *, seconds: float, what: str = "it", every: float = 0.1
) -> T:
    """Return the first truthy answer of ``ask``."""
    pause = threading.Event()
    deadline = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < deadline, f"{what} took longer than {seconds:.0f} s"
        pause.wait(every)
    return answer


def without_secrets() -> None:
    """Drop any provider that the caller's environment names."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        os.environ.pop(name, None)

"""A private Redis: append-only, on loopback, behind a password."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

from core.embedded.addresses import broker_address
from core.embedded.home import Home
from core.embedded.ports import LOOPBACK
from core.embedded.program import Program
from core.embedded.record import Record, write_private

ANSWER_SECONDS = 1


@dataclass(frozen=True)
class Redis:
    """One folder and the broker that runs on it."""

    home: Home
    record: Record
    durable: bool = True

    @property
    def folder(self) -> Path:
        """Where the broker keeps its files."""
        return self.home.path / "redis"

    @property
    def url(self) -> str:
        """The address that the site uses."""
        return broker_address(self.record)

    def make_config(self) -> None:
        """Write the configuration file, which keeps the password out of the process list."""
        folder = self.home.private_folder("redis")
        config = folder / "redis.conf"
        write_private(config, self._config())
        self.home.own(config)

    def program(self) -> Program:
        """Return how to start the broker; its configuration must be written."""
        return Program(
            name="redis",
            argv=[str(self.home.redis_server), str(self.folder / "redis.conf")],
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            cwd=self.folder,
            account=self.home.account,
            orphan_signal=Program.stop_signal,
            quiet=True,
            is_ready=lambda pid: self.is_ready(),
        )

    def is_ready(self) -> bool:
        """Return whether the broker answers, having loaded its append-only file."""
        address = (LOOPBACK, self.record.redis_port)
        try:
            with socket.create_connection(address, timeout=ANSWER_SECONDS) as line:
                line.sendall(f"AUTH {self.record.redis_password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2:  # noqa: PLR2004  (one line per command)
                    part = line.recv(256)
                    if not part:
                        return False
                    answer += part
        except OSError:
            return False
        return answer.startswith(b"+OK") and b"+PONG" in answer

    def _config(self) -> str:
        settings = {
            "bind": LOOPBACK,
            "port": self.record.redis_port,
            "requirepass": self.record.redis_password,
            "dir": self.folder,
            "daemonize": "no",
            "protected-mode": "yes",
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
            "databases": 16,
        }
        return "".join(f"{key} {_quoted(value)}\n" for key, value in settings.items())


def _quoted(value: object) -> str:
    text = str(value)
    return f'"{text}"' if " " in text else text

"""What an instance remembers about its private servers: where they are, ports, passwords."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from core.embedded.errors import ServiceError

FILE = "services.json"


def _password() -> str:
    return secrets.token_urlsafe(24)


@dataclass
class Record:
    """The facts about one data folder's servers, stored readable only by their owner."""

    home: str = ""
    postgres_port: int = 0
    redis_port: int = 0
    superuser_password: str = field(default_factory=_password)
    owner_password: str = field(default_factory=_password)
    app_password: str = field(default_factory=_password)  # older folders have none
    redis_password: str = field(default_factory=_password)


def load_record(data_dir: Path) -> Record:
    """Return the record of ``data_dir``, or a fresh one when there is none.

    Raises:
        ServiceError: the file is damaged.
    """
    path = data_dir / FILE
    try:
        return Record(**json.loads(path.read_text()))
    except FileNotFoundError:
        return Record()
    except (ValueError, TypeError) as error:
        raise ServiceError(
            f"{path} is damaged. It holds the database's passwords: restore it from a backup, "
            f"or move {data_dir} away to start with an empty one."
        ) from error


def save_record(data_dir: Path, record: Record) -> None:
    """Write the record atomically, so that a crash leaves either the old or the new one."""
    write_private(data_dir / FILE, json.dumps(asdict(record), indent=2) + "\n")


def write_private(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` atomically, never readable by anyone but its owner."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(path)

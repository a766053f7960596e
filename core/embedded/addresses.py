"""Where the private servers of a data folder listen, for commands run beside `up`."""

from __future__ import annotations

from pathlib import Path

from core.embedded.ports import LOOPBACK
from core.embedded.record import Record, load_record
from core.embedded.roles import APP_ROLE, OWNER


def database_address(record: Record, *, user: str, password: str, name: str) -> str:
    """Return the database's address for one login."""
    return f"postgresql://{user}:{password}@{LOOPBACK}:{record.postgres_port}/{name}"


def owner_address(record: Record) -> str:
    """Return the address of the login that owns the tables."""
    password = record.owner_password
    return database_address(record, user=OWNER, password=password, name=OWNER)


def app_address(record: Record) -> str:
    """Return the address of the site's own login, which owns nothing."""
    password = record.app_password
    return database_address(record, user=APP_ROLE, password=password, name=OWNER)


def broker_address(record: Record) -> str:
    """Return the address of the broker."""
    return f"redis://:{record.redis_password}@{LOOPBACK}:{record.redis_port}/0"


def kept_database_address(data_dir: Path) -> str:
    """Return where the private database of ``data_dir`` listens, empty when there is none."""
    record = load_record(data_dir)
    return app_address(record) if record.postgres_port else ""


def kept_owner_address(data_dir: Path) -> str:
    """Return the owner's address of ``data_dir``'s private database, empty when there is none."""
    record = load_record(data_dir)
    return owner_address(record) if record.postgres_port else ""


def kept_broker_address(data_dir: Path) -> str:
    """Return where the private broker of ``data_dir`` listens, empty when there is none."""
    record = load_record(data_dir)
    return broker_address(record) if record.redis_port else ""

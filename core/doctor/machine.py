"""The machine: Python, the data folder, disk space."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from typing import Final

from core.assembly.config import get_config
from core.doctor.findings import Finding, fine, wrong

OLDEST_PYTHON: Final = (3, 11)
LEAST_FREE_BYTES: Final = 1_000_000_000


def python() -> Iterator[Finding]:
    """Examine the interpreter."""
    version = platform.python_version()
    if sys.version_info < OLDEST_PYTHON:
        yield wrong("Python", f"{version}; Vitrine needs 3.11 or newer.")
    else:
        yield fine("Python", version)


def data_folder() -> Iterator[Finding]:
    """Examine where the instance keeps its files."""
    folder = get_config().vitrine_data_dir
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        yield wrong("Data folder", f"{folder} cannot be written. Set VITRINE_DATA_DIR.")
        return
    yield fine("Data folder", str(folder))
    free = shutil.disk_usage(folder).free
    words = f"{free / 1e9:.1f} GB free"
    if free < LEAST_FREE_BYTES:
        yield wrong("Disk", f"{words}: the database stops when none is left.")
    else:
        yield fine("Disk", words)


def secret_key() -> Iterator[Finding]:
    """Examine where the secret that seals provider keys comes from; never print it."""
    config = get_config()
    if config.vitrine_secret_key.get_secret_value():
        yield fine("Secret key", "from VITRINE_SECRET_KEY")
        return
    path = config.vitrine_data_dir / "secret_key"
    if path.stat().st_mode & 0o077:
        yield wrong("Secret key", f"{path} can be read by others. Run: chmod 600 {path}")
    else:
        yield fine("Secret key", f"kept in {path}; back it up together with the database")
